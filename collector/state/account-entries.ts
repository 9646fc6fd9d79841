import type { AccountData, SeriesData } from '../model/account/account-data.js';
import { type CounterName, counterNames } from '../model/account/counters.js';
import { savedSeries } from './account-schema.js';
import type { Change, Entry } from './engine.js';
import { entryKey, partsOf } from './keys.js';

/** One entry for each series of the account. */
export function accountEntries(data: AccountData): Entry[] {
  return counterNames.flatMap((name) => data[name].map((row): Entry => [keyOfSeries(name, row), valueOfSeries(row)]));
}

/** Reads them back; what is not readable is left out and told by its key. */
export function accountOf(entries: Iterable<Entry>, unreadable: (key: string) => void): AccountData {
  const rows = Object.fromEntries(counterNames.map((name) => [name, [] as SeriesData[]])) as Record<
    CounterName,
    SeriesData[]
  >;
  for (const [key, value] of entries) {
    const [name, labels] = partsOf(key) ?? [];
    const row = savedSeries(name, labels, value);
    if (row === undefined) unreadable(key);
    else rows[name as CounterName].push(row);
  }
  return rows;
}

/** Tells which series changed since the last save, by comparing numbers: the labels of a row never change its place. */
export class AccountChanges {
  private saved: AccountData | undefined;

  /** @param loaded as it was read; series that have another form by now are replaced with the first save */
  constructor(private readonly loaded: ReadonlyMap<string, string>) {}

  since(data: AccountData): Change[] {
    const { saved } = this;
    if (saved !== undefined)
      return counterNames.flatMap((name) =>
        data[name].flatMap((row, index): Change[] =>
          isSame(saved[name][index], row) ? [] : [[keyOfSeries(name, row), valueOfSeries(row)]],
        ),
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
    this.saved = data;
  }
}

function keyOfSeries(name: CounterName, { labels }: SeriesData): string {
  return entryKey('a', name, labels);
}

function valueOfSeries({ labels: _labels, ...numbers }: SeriesData): string {
  return JSON.stringify(numbers);
}

function isSame(before: SeriesData | undefined, after: SeriesData): boolean {
  if (before === undefined) return false;
  if ('counts' in after) return 'counts' in before && before.count === after.count && before.sum === after.sum;
  return 'value' in before && before.value === after.value && before.debt === after.debt;
}
