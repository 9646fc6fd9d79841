import { expect } from 'vitest';
import type { ObservedCluster } from './observed-cluster.js';

/** A counter's series at their first and last scrape. */
export async function countersOf(cluster: ObservedCluster, name: string) {
  const seconds = cluster.endedAt - cluster.startedAt + 10;
  const series = await cluster.api.samples(`${name}{job="busy"}`, seconds, cluster.endedAt);
  return series.map(({ metric, values }) => ({
    type: metric.activity_type ?? '',
    first: Number(values[0]?.[1]),
    last: Number(values.at(-1)?.[1]),
    samples: values.length,
  }));
}
type Counters = Awaited<ReturnType<typeof countersOf>>;
export const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
export const countedFor = (counters: Counters, type: string) =>
  sumOf(counters.filter((one) => one.type === type).map(({ last }) => last));
/** What a counter grew by, and what increase() makes of that at most: at each end of the range up to 1.1 intervals more. */
export function grownBy(counters: Counters) {
  const least = sumOf(counters.map(({ last, first }) => last - first));
  const most = sumOf(counters.map(({ last, first, samples }) => (last - first) * (1 + 2.2 / (samples - 1))));
  return { least: least - 0.001, most: most + 0.001 };
}
export function expectBetween(
  value: number | undefined,
  { least, most }: Readonly<{ least: number; most: number }>,
  name = '',
) {
  const given = value ?? Number.NaN;
  expect({ name, given, least, most, isBetween: given >= least && given <= most }).toMatchObject({ isBetween: true });
}
