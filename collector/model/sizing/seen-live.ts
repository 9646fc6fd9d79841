/** Describe and history calls per second over all shards. */
export const budgets = [50, 200, 500, 2_000] as const;

/**
 * Written by `npm run bench -- sizing`: by simulation of the schedule, the share of wasted seconds that a description shows while
 * they happen, once each execution has been described a few times, for each of the budgets. Activities of 60 s on average over 40 workflow
 * types whose rates differ by four orders of magnitude. Where more than half of the executions would be running, there is no row.
 */
export const seenLive: readonly Readonly<{
  openExecutions: number;
  startsPerSecond: number;
  shares: readonly number[];
}>[] = [
  { openExecutions: 1_000, startsPerSecond: 1, shares: [0.891, 0.924, 0.924, 0.924] },
  { openExecutions: 10_000, startsPerSecond: 1, shares: [0.587, 0.867, 0.904, 0.923] },
  { openExecutions: 10_000, startsPerSecond: 10, shares: [0.448, 0.793, 0.889, 0.914] },
  { openExecutions: 100_000, startsPerSecond: 1, shares: [0.145, 0.385, 0.653, 0.882] },
  { openExecutions: 100_000, startsPerSecond: 10, shares: [0.054, 0.269, 0.587, 0.867] },
  { openExecutions: 100_000, startsPerSecond: 100, shares: [0.044, 0.155, 0.448, 0.793] },
  { openExecutions: 1_000_000, startsPerSecond: 1, shares: [0, 0, 0.079, 0.447] },
  { openExecutions: 1_000_000, startsPerSecond: 10, shares: [0.003, 0.135, 0.145, 0.385] },
  { openExecutions: 1_000_000, startsPerSecond: 100, shares: [0, 0, 0.054, 0.269] },
  { openExecutions: 1_000_000, startsPerSecond: 1_000, shares: [0.002, 0.025, 0.044, 0.155] },
];
