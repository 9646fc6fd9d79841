import * as z from 'zod';
import type { Account } from '../model/account/account.js';
import { traceKinds } from '../model/account/effect.js';
import { endedAtMost, type Numbered, type RecentlyEnded } from '../model/account/recently-ended.js';
import { reasons } from '../model/activity/reason.js';
import { outcomes } from '../model/execution/history.js';
import { parseJson } from '../text/json.js';
import type { Change, Engine } from './engine.js';
import { entryKey } from './keys.js';

const number = z.int().nonnegative();
const names = {
  ...{ namespace: z.string(), taskQueue: z.string(), workflowType: z.string(), activityType: z.string() },
  ...{ workflowId: z.string(), runId: z.string(), activityId: z.string() },
};

const ended = z.object({
  number,
  episode: z.object({
    ...names,
    attempt: z.int().optional(),
    workerIdentity: z.string().optional(),
    at: z.number(),
    requestedAt: z.number(),
    requestedSource: z.enum(['history', 'first_observed']).optional(),
    wastedMs: z.number(),
    startedAt: z.number().optional(),
    allowedUntil: z.number().optional(),
    reason: z.enum(reasons),
    outcome: z.enum(outcomes),
  }),
});

const traced = z.object({
  number,
  trace: z.object({
    ...names,
    attempt: z.int(),
    workerIdentity: z.string().optional(),
    kind: z.enum(traceKinds),
    from: z.number(),
    until: z.number(),
  }),
});

/** Keeps what ended last: each has one of a fixed number of keys, which a later one takes over. */
class Entries<T> {
  private savedBelow = 0;

  constructor(
    private readonly kept: RecentlyEnded<T>,
    private readonly kind: 'r' | 'p',
    private readonly read: (value: unknown) => Numbered<T> | undefined,
    private readonly written: (one: Numbered<T>) => unknown,
  ) {}

  async restore(engine: Engine): Promise<void> {
    const saved: Numbered<T>[] = [];
    for await (const entries of engine.read(this.kind))
      for (const [, value] of entries) {
        const one = this.read(parseJson(value));
        if (one !== undefined) saved.push(one);
      }
    this.kept.restore(saved);
    this.savedBelow = this.kept.end;
  }

  take(): Readonly<{ changes: readonly Change[]; saved: () => void }> {
    const { end } = this.kept;
    const changes = this.kept
      .since(this.savedBelow)
      .map((one): Change => [entryKey(this.kind, one.number % endedAtMost), JSON.stringify(this.written(one))]);
    const saved = () => {
      this.savedBelow = end;
    };
    return { changes, saved };
  }
}

/** Keeps the attempts that ended last, and the traces of others. */
export class EndedEntries {
  private readonly ended;
  private readonly traces;

  constructor(account: Pick<Account, 'recentlyEnded' | 'traces'>) {
    this.ended = new Entries(
      account.recentlyEnded,
      'r',
      (value) => {
        const { data } = ended.safeParse(value);
        return data && { number: data.number, value: data.episode };
      },
      ({ number, value: episode }) => ({ number, episode }),
    );
    this.traces = new Entries(
      account.traces,
      'p',
      (value) => {
        const { data } = traced.safeParse(value);
        return data && { number: data.number, value: data.trace };
      },
      ({ number, value: trace }) => ({ number, trace }),
    );
  }

  /** What an earlier run saved; an entry that cannot be read is left out. */
  async restore(engine: Engine): Promise<void> {
    await this.ended.restore(engine);
    await this.traces.restore(engine);
  }

  /** What is not saved yet; `saved` is called once it is. */
  take(): Readonly<{ changes: readonly Change[]; saved: () => void }> {
    const taken = [this.ended.take(), this.traces.take()];
    return {
      changes: taken.flatMap(({ changes }) => changes),
      saved: () => {
        for (const one of taken) one.saved();
      },
    };
  }
}
