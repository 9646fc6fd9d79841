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

  since(data: AccountData): Change[] {
    const { savedChange } = this;
    if (savedChange !== undefined)
      return counterNames.flatMap((name) =>
        data[name].flatMap((row) => (row.change > savedChange ? entryOf(name, row) : [])),
      );
    const now = new Map(accountEntries(data));
    const gone = [...this.loaded.keys()].filter((key) => !now.has(key));
    return [
      ...[...now].filter(([key, value]) => this.loaded.get(key) !== value),
      ...gone.map((key): Change => [key, undefined]),
    ];
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
