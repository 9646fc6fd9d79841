import { type AccountData, type SavedAccount, type SavedSeries, savedRow } from '../model/account/account-data.js';
import { type CounterName, counterNames, isEmpty, mapCounters } from '../model/account/counters.js';
import { savedSeries } from './account-schema.js';
import type { Change, Entry } from './engine.js';
import { entryKey, partsOf } from './keys.js';

/** One entry for each series of the account that has counted anything. */
export function accountEntries(account: SavedAccount): Entry[] {
  return counterNames.flatMap((name) => (account[name] ?? []).flatMap((row) => entryOf(name, row)));
}

/** Reads them back; what is not readable is left out and reported by its key. */
export function accountOf(entries: Iterable<Entry>, unreadable: (key: string) => void): Required<SavedAccount> {
  const rows = mapCounters<Record<CounterName, SavedSeries[]>>(() => []);
  for (const [key, value] of entries) {
    const [name, labels] = partsOf(key) ?? [];
    const row = savedSeries(name, labels, value);
    if (row === undefined) unreadable(key);
    else rows[name as CounterName].push(row);
  }
  return rows;
}

/** Reports which series changed since the last save. */
export class AccountChanges {
  /** The number of the account's changes that the database holds; undefined before the first save. */
  private savedChange: number | undefined;

  /** @param loaded as it was read; series that have another form by now are replaced with the first save */
  constructor(private readonly loaded: ReadonlyMap<string, string>) {}

  /** With a pause offered after each series. */
  *since(data: AccountData): Generator<void, Change[]> {
    const { savedChange, loaded } = this;
    const changes: Change[] = [];
    const gone = new Set(savedChange === undefined ? loaded.keys() : []);
    for (const name of counterNames)
      for (const row of data[name]) {
        yield;
        if (savedChange !== undefined && row.change <= savedChange) continue;
        for (const [key, value] of entryOf(name, row)) {
          gone.delete(key);
          if (savedChange !== undefined || loaded.get(key) !== value) changes.push([key, value]);
        }
      }
    for (const key of gone) changes.push([key, undefined]);
    return changes;
  }

  /** This is what the database holds now. */
  save(data: AccountData): void {
    let newest = this.savedChange ?? 0;
    for (const name of counterNames) for (const { change } of data[name]) newest = Math.max(newest, change);
    this.savedChange = newest;
  }
}

function entryOf(name: CounterName, row: SavedSeries): Entry[] {
  if (isEmpty(row)) return [];
  const { labels, ...numbers } = savedRow(row);
  return [[entryKey('a', name, labels), JSON.stringify(numbers)]];
}
