import type { Execution } from '../model/execution/execution.js';
import type { UnsavedNamespace } from '../watch/namespace-watch.js';
import type { Taken } from '../watch/unsaved.js';
import type { Change, Engine } from './engine.js';
import { saveExecution, saveSuspect, saveTimedOut } from './format.js';
import { entryKey, executionEntryKey, namespacePrefix, partsOf } from './keys.js';
import { entrySchemas, type SavedNamespace } from './schema.js';
import { readValue, type Unreadable } from './values.js';

/** How long a change that only saves work after a restart may wait. */
const patienceMs = 30_000;

/** Takes what of a namespace must be in the next save. `everything`: nothing may wait. */
export function takeNamespace(
  unsaved: UnsavedNamespace,
  {
    monotonicMs,
    everything,
    lastWatchedAt,
  }: Readonly<{ monotonicMs: number; everything: boolean; lastWatchedAt?: number }>,
): Change[] {
  const { namespace, closedSince, accountSince, orphansCountedUntil, pushedCancels } = unsaved;
  const { executions, finished, suspects, lateLosses } = unsaved;
  const before = everything ? Number.POSITIVE_INFINITY : monotonicMs - patienceMs;
  const record = {
    ...{ closedSince, accountSince },
    ...(orphansCountedUntil === undefined ? {} : { orphansCountedUntil }),
    ...(pushedCancels === undefined ? {} : { pushedCancels }),
    ...(lastWatchedAt === undefined ? {} : { lastWatchedAt }),
  };
  return [
    ...changesOf(
      executions.take(before),
      (key) => executionEntryKey('e', key),
      (one: Execution) => saveExecution(one),
    ),
    ...changesOf(
      finished.take(before),
      (key) => executionEntryKey('f', key),
      (closedAt) => closedAt,
    ),
    ...changesOf(suspects.take(before), (key) => entryKey('s', namespace, key), saveSuspect),
    ...changesOf(lateLosses.take(before), (key) => entryKey('t', namespace, key), saveTimedOut),
    [entryKey('n', namespace), JSON.stringify(record)],
  ];
}

export function markNamespace(unsaved: UnsavedNamespace, how: 'saved' | 'failed'): void {
  const { executions, finished, suspects, lateLosses } = unsaved;
  for (const one of [executions, finished, suspects, lateLosses]) one[how]();
}

function changesOf<V>(
  { changed, removed }: Taken<V>,
  entryKeyOf: (key: string) => string,
  save: (value: V) => unknown,
): Change[] {
  return [
    ...changed.map(([key, value]): Change => [entryKeyOf(key), JSON.stringify(save(value))]),
    ...removed.map((key): Change => [entryKeyOf(key), undefined]),
  ];
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
