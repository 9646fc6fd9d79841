import { alertsSeries, series } from '../../../promql/metrics.js';

type Known = Readonly<{ kind: 'counter' | 'gauge' | 'bucket'; labels: readonly string[] }>;

const scraped = ['cluster', 'job', 'instance'];

/** Every series name that an expression may use, histograms by the names that they are scraped under. */
export const knownMetrics: ReadonlyMap<string, Known> = new Map<string, Known>([
  ...Object.values(series).flatMap(({ name, type, labels }): [string, Known][] => {
    const all = [...scraped, ...labels];
    if (type !== 'histogram') return [[name, { kind: type, labels: all }]];
    return [
      [`${name}_bucket`, { kind: 'bucket', labels: [...all, 'le'] }],
      [`${name}_sum`, { kind: 'counter', labels: all }],
      [`${name}_count`, { kind: 'counter', labels: all }],
    ];
  }),
  [alertsSeries.name, { kind: 'gauge', labels: alertsSeries.labels }],
]);

export function labelsOf(metric: string): readonly string[] {
  return knownMetrics.get(metric)?.labels ?? [];
}
