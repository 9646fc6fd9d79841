import * as z from 'zod';
import { keyOf } from '../model/execution/execution.js';
import type { Suspect } from '../model/execution/suspect.js';
import { parseJson } from '../text/json.js';
import { attemptOf } from '../watch/suspects.js';
import { accountEntries } from './account-entries.js';
import { accountSchema } from './account-schema.js';
import { type Entry, StateDamaged } from './engine.js';
import { entryKey, executionEntryKey } from './keys.js';
import { entrySchemas, type SavedExecution } from './schema.js';

const { execution, suspect } = entrySchemas;
const finished = z.array(z.tuple([z.string(), z.number()]).readonly());

const namespace = z.object({
  namespace: z.string(),
  lastWatchedAt: z.number().exactOptional(),
  closedSince: z.number(),
  accountSince: z.number(),
  executions: z.array(execution),
  /** The others, as they were up to half a minute earlier. */
  marks: z.array(execution),
  finished,
  /** The others, as of the marks. */
  finishedMarks: finished,
  suspects: z.array(suspect).exactOptional(),
});

/** The state of version 1: one JSON file, which version 0.1 of Deadbeat wrote. */
const jsonState = z.object({
  format: z.literal('deadbeat-state'),
  version: z.literal(1),
  savedAt: z.number(),
  account: accountSchema,
  namespaces: z.array(namespace),
});

/** The entries that hold what a JSON state held. @throws StateDamaged */
export function entriesOfJson(text: string): Entry[] {
  const parsed = jsonState.safeParse(parseJson(text));
  if (!parsed.success) throw new StateDamaged(parsed.error.issues[0]?.message ?? 'not a state');
  return [...accountEntries(parsed.data.account), ...parsed.data.namespaces.flatMap(entriesOfNamespace)];
}

function entriesOfNamespace(saved: z.infer<typeof namespace>): Entry[] {
  const { namespace: name, executions, marks, finished: done, finishedMarks, suspects = [], ...record } = saved;
  const closedAt = new Map([...finishedMarks, ...done]);
  const followed = new Map<string, SavedExecution>([...marks, ...executions].map((one) => [keyOf(one), one]));
  for (const key of closedAt.keys()) followed.delete(key);
  const json = (key: string, value: unknown): Entry => [key, JSON.stringify(value)];
  return [
    json(entryKey('n', name), record),
    ...Array.from(followed, ([key, one]) => json(executionEntryKey('e', key), one)),
    ...Array.from(closedAt, ([key, at]) => json(executionEntryKey('f', key), at)),
    ...suspects.map((one) => json(entryKey('s', name, attemptOf(one as Suspect)), one)),
  ];
}
