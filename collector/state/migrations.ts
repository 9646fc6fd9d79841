import type { Entry } from './engine.js';
import { entriesOfJson } from './json-state.js';

export const stateVersion = 2;

/** A state as entries: one of version 1, a JSON file, is a single entry. */
export type Migration = Readonly<{
  /** The version that it makes of the one before it. */
  to: number;
  entries: (old: AsyncIterable<readonly Entry[]>) => AsyncIterable<readonly Entry[]>;
}>;

/** One for each version, in order. A new one is added with each change that the version before could not read. */
export const migrations: readonly Migration[] = [
  {
    to: 2,
    entries: async function* (old) {
      for await (const entries of old) for (const [, text] of entries) yield entriesOfJson(text);
    },
  },
];

/** The entries of a state of an earlier version, as those of today's. */
export function migrated(
  old: AsyncIterable<readonly Entry[]>,
  version: number,
  list: readonly Migration[] = migrations,
): AsyncIterable<readonly Entry[]> {
  return list.filter(({ to }) => to > version).reduce((entries, migration) => migration.entries(entries), old);
}
