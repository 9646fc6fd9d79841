import type { Millis } from '../activity/activity.js';

/** An observation that can be followed to the execution in which it was made. */
export type Exemplar = Readonly<{ workflowId: string; runId: string; value: number; at: Millis }>;

/** A histogram: `counts[i]` observations fell in the i-th bucket alone; those above the last bound are in `count` only. */
export type Distribution = {
  counts: number[];
  sum: number;
  count: number;
  /** The newest of each bucket, the one above the last bound included; not saved. */
  exemplars?: readonly (Exemplar | undefined)[];
};

export function emptyDistribution(bounds: readonly number[]): Distribution {
  return { counts: bounds.map(() => 0), sum: 0, count: 0 };
}

export function observe(
  distribution: Distribution,
  value: number,
  bounds: readonly number[],
  from?: Omit<Exemplar, 'value'>,
): void {
  const found = bounds.findIndex((bound) => value <= bound);
  const bucket = found === -1 ? bounds.length : found;
  if (found !== -1) distribution.counts[bucket] = (distribution.counts[bucket] ?? 0) + 1;
  distribution.sum += value;
  distribution.count += 1;
  if (from === undefined) return;
  const exemplars = Array.from({ length: bounds.length + 1 }, (_, index) => distribution.exemplars?.[index]);
  exemplars[bucket] = { ...from, value };
  distribution.exemplars = exemplars;
}
