import type { Millis } from '../activity/activity.js';
import type { Account } from './account.js';
import { type CounterName, counterNames, isEmpty, mapCounters, type Total } from './counters.js';
import type { Distribution } from './distribution.js';
import type { AnyLabels } from './series.js';

/** One series as plain data. */
export type SavedSeries = Readonly<{ labels: AnyLabels; createdAt?: Millis } & (Total | Distribution)>;

/** `change`: the account's number of changes when something was counted there last. */
export type SeriesData = SavedSeries & Readonly<{ change: number }>;

/** An account at one moment: what /metrics shows. */
export type AccountData = Readonly<Record<CounterName, readonly SeriesData[]>>;

/** What was saved, maybe by another version: with other counters, labels, values of labels or buckets. */
export type SavedAccount = Readonly<Partial<Record<CounterName, readonly SavedSeries[]>>>;

export function dataOf(account: Account): AccountData {
  return mapCounters<AccountData>((name) => {
    const rows: SeriesData[] = [];
    for (const { labels, value, createdAt, change } of account.series[name].entries())
      rows.push({ labels, ...copyOf(value), ...(createdAt === undefined ? {} : { createdAt }), change });
    return rows;
  });
}

/** What of a series is saved. */
export function savedRow(series: SavedSeries): SavedSeries {
  const { labels, createdAt } = series;
  const since = createdAt === undefined ? {} : { createdAt };
  if (!('counts' in series)) return { labels, ...since, value: series.value, debt: series.debt };
  return { labels, ...since, counts: series.counts, sum: series.sum, count: series.count };
}

/** What of an account is saved: all but the series that never counted anything. */
export function savedOf(data: AccountData): Required<SavedAccount> {
  return mapCounters<Required<SavedAccount>>((name) => data[name].filter((row) => !isEmpty(row)).map(savedRow));
}

/** Adds saved totals to a fresh account; what is beyond its limit now folds, with all that was counted. */
export function restore(account: Account, saved: SavedAccount): void {
  for (const name of counterNames)
    for (const row of saved[name] ?? []) {
      account.countingSince = Math.min(account.countingSince, row.createdAt ?? Number.NEGATIVE_INFINITY);
      addTo(account.series[name].restoreAt(row.labels, row.createdAt), row);
    }
  account.changes += 1;
}

function copyOf(value: Total | Distribution): Total | Distribution {
  return 'counts' in value ? { ...value, counts: [...value.counts] } : { ...value };
}

function addTo(value: Total | Distribution, saved: Total | Distribution): void {
  if ('counts' in value && 'counts' in saved) {
    // With other buckets than today's, only what they have in common is known: how many, and their sum.
    if (saved.counts.length === value.counts.length)
      value.counts = value.counts.map((count, bucket) => count + (saved.counts[bucket] ?? 0));
    value.sum += saved.sum;
    value.count += saved.count;
  } else if (!('counts' in value) && !('counts' in saved)) {
    value.value += saved.value;
    value.debt += saved.debt;
  }
}
