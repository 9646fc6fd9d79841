/** A histogram: `counts[i]` observations fell in the i-th bucket alone; those above the last bound are in `count` only. */
export type Distribution = { counts: number[]; sum: number; count: number };

export function emptyDistribution(bounds: readonly number[]): Distribution {
  return { counts: bounds.map(() => 0), sum: 0, count: 0 };
}

export function observe(distribution: Distribution, value: number, bounds: readonly number[]): void {
  const bucket = bounds.findIndex((bound) => value <= bound);
  if (bucket !== -1) distribution.counts[bucket] = (distribution.counts[bucket] ?? 0) + 1;
  distribution.sum += value;
  distribution.count += 1;
}
