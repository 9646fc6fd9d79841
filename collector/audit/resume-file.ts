import { appendFileSync, closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { messageOf, UserError } from '../errors.js';
import { reasons } from '../model/activity/reason.js';
import { type Contribution, type Measure, openEnds } from '../model/audit/tally.js';
import { parseJson } from '../text/json.js';
import type { ReadBefore } from './run-audit.js';

/**
 * Version 1 lacked what was wasted on which day, version 2 the restarts and whether what is open was read, version 3
 * the parts of what would have been saved, version 4 the attempts that a timeout ended and the
 * reasons by day, version 5 whether the end of a cancelled attempt is known.
 */
const version = 6;
const formatSchema = z.object({ format: z.literal('deadbeat-audit'), version: z.number() });
const questionSchema = z.object({
  since: z.number(),
  until: z.number(),
  withOpen: z.boolean(),
  query: z.string().nullable(),
  namespaces: z.array(z.string()),
});

const milliseconds = z.number().nullable();
const contribution = z.object({
  labels: z.object({
    namespace: z.string(),
    taskQueue: z.string(),
    workflowType: z.string(),
    activityType: z.string(),
  }),
  values: z.array(z.tuple([z.string(), z.number()])),
  durationsMs: z.array(z.number()),
  timeouts: z.object({ heartbeatTimeoutMs: milliseconds, startToCloseTimeoutMs: milliseconds }),
  cases: z.array(
    z.object({
      workflowId: z.string(),
      runId: z.string(),
      activityId: z.string(),
      startedAt: z.number(),
      cancelRequestedAt: z.number(),
      endedAt: z.number(),
      openEnd: z.enum(openEnds).optional(),
      reason: z.enum(reasons),
    }),
  ),
});
const line = z.object({ key: z.string(), contributions: z.array(contribution) });

/** What is asked: a file that answers another question cannot be used. */
export type Question = Readonly<{
  since: number;
  until: number;
  /** What is open is read, too: no --until was given. */
  withOpen: boolean;
  query: string | null;
  namespaces: readonly string[];
}>;

export const noFile: ReadBefore = { get: () => undefined, keep: () => undefined };

/**
 * What an audit has read, one execution a line, so that it can continue after an interruption. A last line that was cut off
 * is ignored. The window of the first run is kept: the same executions are sampled.
 */
export class ResumeFile implements ReadBefore {
  private readonly known = new Map<string, readonly Contribution[]>();

  private constructor(
    readonly question: Question,
    private readonly descriptor: number,
    lines: readonly string[],
  ) {
    for (const text of lines) {
      const parsed = line.safeParse(parseJson(text));
      if (!parsed.success) continue;
      const { key, contributions } = parsed.data;
      const restored = contributions.map((one) => ({ ...one, values: new Map(one.values as [Measure, number][]) }));
      this.known.set(key, restored);
    }
  }

  /** @throws UserError when the file is not one of an audit of this version, is of another query or namespaces, or cannot be written */
  static open(path: string, asked: Question): ResumeFile {
    const refuse = (expected: string) => new UserError([`--resume: got ${JSON.stringify(path)}, expected ${expected}`]);
    try {
      const isNew = !existsSync(path) || readFileSync(path).length === 0;
      const [first = '', ...rest] = isNew ? [] : readFileSync(path, 'utf8').split('\n');
      const header = isNew ? { format: 'deadbeat-audit', version, ...asked } : parseJson(first);
      const form = formatSchema.safeParse(header);
      const parsed = questionSchema.safeParse(header);
      if (form.success && form.data.version !== version)
        throw refuse(
          `a new file: it was written by another version of Deadbeat (this one reads format ${version}, the file has ${form.data.version})`,
        );
      if (!form.success || !parsed.success) throw refuse('a new file, or one that an earlier audit wrote');
      const { query, namespaces } = parsed.data;
      if (query !== asked.query || JSON.stringify(namespaces) !== JSON.stringify(asked.namespaces))
        throw refuse('the file of an audit of the same namespaces with the same --query');
      const descriptor = openSync(path, 'a', 0o600);
      if (isNew) appendFileSync(descriptor, `${JSON.stringify(header)}\n`);
      // What was cut off stays a line of its own.
      else if (rest.at(-1) !== '') appendFileSync(descriptor, '\n');
      return new ResumeFile(parsed.data, descriptor, rest);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw refuse(`a file that can be read and written (${messageOf(error)})`);
    }
  }

  get(key: string): readonly Contribution[] | undefined {
    return this.known.get(key);
  }

  keep(key: string, contributions: readonly Contribution[]): void {
    const plain = contributions.map((one) => ({ ...one, values: [...one.values] }));
    appendFileSync(this.descriptor, `${JSON.stringify({ key, contributions: plain })}\n`);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
