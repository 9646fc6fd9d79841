import { type LabelsOf, type MetricDefinition, type MetricKey, metrics } from '../../metrics/definitions.js';
import type { Millis } from '../activity/activity.js';
import { type Distribution, emptyDistribution } from './distribution.js';
import type { GroupQueue } from './queue-groups.js';
import { type AnyLabels, Series } from './series.js';

/** A count, or milliseconds. `debt`: counted too much by an earlier description; later additions pay it first, so that the total never falls. */
export type Total = { value: number; debt: number };

type CounterDefinition = Readonly<{
  metric: MetricKey;
  /** What the account holds; the metric of milliseconds shows seconds. */
  unit: 'milliseconds' | 'observations' | 'events' | 'square_seconds';
  /** A series of it that is new is shown at 0 first, so that `increase()` misses nothing. */
  zeroFirst: boolean;
}>;

/** Everything that is counted and saved, under the name that it has in the state: what is shown, saved and read back walks over this table. */
export const counters = {
  wasted: { metric: 'wastedSeconds', unit: 'milliseconds', zeroFirst: true },
  cancelToEnd: { metric: 'cancelToEnd', unit: 'observations', zeroFirst: true },
  orphanedMs: { metric: 'orphanedExposure', unit: 'milliseconds', zeroFirst: true },
  lostMs: { metric: 'lostSeconds', unit: 'milliseconds', zeroFirst: true },
  lateMs: { metric: 'lateSeconds', unit: 'milliseconds', zeroFirst: false },
  estimatedMs: { metric: 'estimatedWasted', unit: 'milliseconds', zeroFirst: false },
  estimatedVariance: { metric: 'estimatedWastedVariance', unit: 'square_seconds', zeroFirst: false },
  unexamined: { metric: 'unexamined', unit: 'events', zeroFirst: false },
  unreadable: { metric: 'unreadable', unit: 'events', zeroFirst: false },
} as const satisfies Record<string, CounterDefinition>;

type Counters = typeof counters;
export type CounterName = keyof Counters;
export type CounterLabels<K extends CounterName> = LabelsOf<Counters[K]['metric']>;
export type CounterValue<K extends CounterName> = Counters[K]['unit'] extends 'observations' ? Distribution : Total;

export type AccountSeries = Readonly<{ [K in CounterName]: Series<CounterLabels<K>, CounterValue<K>> }>;

export const counterNames = Object.keys(counters) as CounterName[];

/** The same for every counter. */
export function mapCounters<T extends Readonly<Record<CounterName, unknown>>>(
  make: (name: CounterName) => T[CounterName],
): T {
  return Object.fromEntries(counterNames.map((name) => [name, make(name)])) as T;
}

export type AccountOptions = Readonly<{
  maxLabelSets: number;
  now: () => Millis;
  /** How task queues are named in labels; as they are, if absent. */
  groupQueue?: GroupQueue;
}>;

/** @param change the number of the account's change that is under way */
export function seriesOfCounters({ maxLabelSets, now }: AccountOptions, change: () => number): AccountSeries {
  return mapCounters<AccountSeries>((name) => {
    const { labels, buckets }: MetricDefinition = metrics[counters[name].metric];
    const fresh = () => (buckets === undefined ? { value: 0, debt: 0 } : emptyDistribution(buckets));
    const options = { labels, fresh, isEmpty, limit: maxLabelSets, now, change };
    return new Series(options) as Series<AnyLabels, Total | Distribution> as AccountSeries[CounterName];
  });
}

/** Nothing was ever counted there. */
export function isEmpty(value: Total | Distribution): boolean {
  return 'counts' in value ? value.count === 0 : value.value === 0 && value.debt === 0;
}
