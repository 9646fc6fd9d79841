import type { Execution } from '../model/execution/execution.js';
import type { UnsavedNamespace } from '../watch/namespace-watch.js';
import type { Taken } from '../watch/unsaved.js';
import type { Change, Engine } from './engine.js';
import { saveExecution, saveSuspect, saveTimedOut } from './format.js';
import { jsonSteps } from './json-steps.js';
import { entryKey, executionEntryKey, namespacePrefix, partsOf } from './keys.js';
import { entrySchemas, type SavedNamespace } from './schema.js';
import { readValue, type Unreadable } from './values.js';

/** How long a change that only saves work after a restart may wait. */
const patienceMs = 30_000;

/** What of a namespace must be in the next save. */
export type TakenNamespace = Readonly<{
  /** How far it is in the account. */
  record: readonly [key: string, value: string];
  /** Writes down all the rest, with a pause offered now and then. */
  steps: () => Generator<void, Change[]>;
}>;

/** Takes it as it is now; it is written down later. `everything`: nothing may wait. */
export function takeNamespace(
  unsaved: UnsavedNamespace,
  {
    monotonicMs,
    everything,
    lastWatchedAt,
  }: Readonly<{ monotonicMs: number; everything: boolean; lastWatchedAt?: number }>,
): TakenNamespace {
  const { namespace, closedSince, accountSince, orphansCountedUntil, pushedCancels } = unsaved;
  const before = everything ? Number.POSITIVE_INFINITY : monotonicMs - patienceMs;
  const record = {
    ...{ closedSince, accountSince },
    ...(orphansCountedUntil === undefined ? {} : { orphansCountedUntil }),
    ...(pushedCancels === undefined ? {} : { pushedCancels }),
    ...(lastWatchedAt === undefined ? {} : { lastWatchedAt }),
  };
  const executions = unsaved.executions.take(before);
  const finished = unsaved.finished.take(before);
  const suspects = unsaved.suspects.take(before);
  const lateLosses = unsaved.lateLosses.take(before);
  return {
    record: [entryKey('n', namespace), JSON.stringify(record)],
    *steps() {
      const changes: Change[] = [];
      yield* changesOf(
        executions,
        (key) => executionEntryKey('e', key),
        (one: Execution) => jsonSteps(saveExecution(one)),
        changes,
      );
      yield* changesOf(
        finished,
        (key) => executionEntryKey('f', key),
        (closedAt) => String(closedAt),
        changes,
      );
      const keyOf = (kind: 's' | 't') => (key: string) => entryKey(kind, namespace, key);
      yield* changesOf(suspects, keyOf('s'), (one) => JSON.stringify(saveSuspect(one)), changes);
      yield* changesOf(lateLosses, keyOf('t'), (one) => JSON.stringify(saveTimedOut(one)), changes);
      return changes;
    },
  };
}

export function markNamespace(unsaved: UnsavedNamespace, how: 'saved' | 'failed' | 'discard'): void {
  const { executions, finished, suspects, lateLosses } = unsaved;
  for (const one of [executions, finished, suspects, lateLosses]) one[how]();
}

function* changesOf<V>(
  { changed, removed }: Taken<V>,
  entryKeyOf: (key: string) => string,
  textOf: (value: V) => string | Generator<void, string>,
  changes: Change[],
): Generator<void, void> {
  for (const [key, value] of changed) {
    const text = textOf(value);
    changes.push([entryKeyOf(key), typeof text === 'string' ? text : yield* text]);
    yield;
  }
  for (const key of removed) changes.push([entryKeyOf(key), undefined]);
}

/** Everything that was saved of a namespace; undefined: nothing. @throws StateDamaged */
export async function readNamespace(
  engine: Engine,
  namespace: string,
  unreadable: Unreadable,
): Promise<SavedNamespace | undefined> {
  const key = entryKey('n', namespace);
  const [recordEntry] = await collect(engine.read(key));
  if (recordEntry === undefined) return undefined;
  const record = readValue(entrySchemas.namespace, recordEntry, unreadable);
  if (record === undefined) return undefined;

  const read = async function* <T>(
    kind: 'e' | 'f' | 's' | 't',
    parse: (entry: readonly [string, string]) => T | undefined,
  ) {
    for await (const entries of engine.read(namespacePrefix(kind, namespace)))
      for (const entry of entries) {
        const value = parse(entry);
        if (value !== undefined) yield value;
      }
  };
  const executions = await gather(read('e', (entry) => readValue(entrySchemas.execution, entry, unreadable)));
  const suspects = await gather(read('s', (entry) => readValue(entrySchemas.suspect, entry, unreadable)));
  const timedOut = await gather(read('t', (entry) => readValue(entrySchemas.timedOut, entry, unreadable)));
  const finished = await gather(
    read('f', (entry) => {
      const closedAt = readValue(entrySchemas.finishedAt, entry, unreadable);
      return closedAt === undefined || partsOf(entry[0]) === undefined
        ? undefined
        : ([entry[0].slice(1), closedAt] as const);
    }),
  );
  return {
    namespace,
    ...record,
    executions,
    // Oldest first, as a listing must forget the oldest first.
    finished: finished.sort(([, a], [, b]) => a - b),
    suspects: suspects.sort((a, b) => a.givenUpAt - b.givenUpAt),
    timedOut: timedOut.sort((a, b) => a.givenUpAt - b.givenUpAt),
  };
}

async function collect<T>(portions: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const some of portions) all.push(...some);
  return all;
}

async function gather<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
