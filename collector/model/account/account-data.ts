import type { Account } from './account.js';
import { type CounterName, counterNames, mapCounters, type Total } from './counters.js';
import type { Distribution } from './distribution.js';
import type { AnyLabels } from './series.js';

/** One series as plain data. */
export type SeriesData = Readonly<{ labels: AnyLabels } & (Total | Distribution)>;

/** An account as plain data: what is saved, and what /metrics shows. */
export type AccountData = Readonly<Record<CounterName, readonly SeriesData[]>>;

/** What was saved, maybe by another version: with other counters, labels, values of labels or buckets. */
export type SavedAccount = Readonly<Partial<Record<CounterName, readonly SeriesData[]>>>;

export function dataOf(account: Account): AccountData {
  return mapCounters<AccountData>((name) =>
    Array.from<SeriesEntry, SeriesData>(account.series[name].entries(), ({ labels, value }) => ({
      labels,
      ...copyOf(value),
    })),
  );
}

/** Adds saved totals to a fresh account; what is beyond its limit now folds, with all that was counted. */
export function restore(account: Account, saved: SavedAccount): void {
  for (const name of counterNames)
    for (const row of saved[name] ?? []) addTo(account.series[name].atAny(row.labels), row);
}

type SeriesEntry = Readonly<{ labels: AnyLabels; value: Total | Distribution }>;

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
