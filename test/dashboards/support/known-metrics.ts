import {
  isRecorded,
  longRangeRecord,
  type RecordedKey,
  recordedMarker,
  samplesLabel,
} from '../../../promql/long-ranges.js';
import { alertsSeries, type SeriesKey, series } from '../../../promql/metrics.js';

type Known = Readonly<{ kind: 'counter' | 'gauge' | 'bucket'; labels: readonly string[] }>;

const scraped = ['cluster', 'job', 'instance'];
/** What is recorded for long ranges has all labels of its metric, and one that is empty on what is scraped. */
const recorded = Object.entries(series).flatMap(([key, { type, labels }]): [string, Known][] => {
  if (!isRecorded(key as SeriesKey)) return [];
  const all = [...scraped, samplesLabel, ...labels, ...(type === 'histogram' ? ['le'] : [])];
  return [[longRangeRecord(key as RecordedKey), { kind: 'gauge', labels: all }]];
});

/** Every series name that an expression may use, histograms by the names that they are scraped under. */
export const knownMetrics: ReadonlyMap<string, Known> = new Map<string, Known>([
  ...Object.entries(series).flatMap(([key, { name, type, labels }]): [string, Known][] => {
    const all = [...scraped, ...(isRecorded(key as SeriesKey) ? [samplesLabel] : []), ...labels];
    if (type !== 'histogram') return [[name, { kind: type, labels: all }]];
    return [
      [`${name}_bucket`, { kind: 'bucket', labels: [...all, 'le'] }],
      [`${name}_sum`, { kind: 'counter', labels: all }],
      [`${name}_count`, { kind: 'counter', labels: all }],
    ];
  }),
  ...recorded,
  [recordedMarker, { kind: 'gauge', labels: ['cluster', 'job'] }],
  [alertsSeries.name, { kind: 'gauge', labels: alertsSeries.labels }],
]);

export function labelsOf(metric: string): readonly string[] {
  return knownMetrics.get(metric)?.labels ?? [];
}
