/** Describe and history calls per second over all shards. */
export const budgets = [50, 200, 500, 2_000] as const;

/**
 * Written by `npm run bench -- sizing`: by simulation of the schedule, the share of wasted seconds that a description shows while
 * they happen, ten to twenty minutes after a start without a state, for each of the budgets. Activities of 60 s on average over 40 workflow
 * types whose rates differ by four orders of magnitude. Where more than half of the executions would be running, there is no row.
 */
export const seenLive: readonly Readonly<{
  openExecutions: number;
  startsPerSecond: number;
  shares: readonly number[];
}>[] = [
  { openExecutions: 1_000, startsPerSecond: 1, shares: [0.895, 0.927, 0.927, 0.927] },
  { openExecutions: 10_000, startsPerSecond: 1, shares: [0.541, 0.867, 0.905, 0.914] },
  { openExecutions: 10_000, startsPerSecond: 10, shares: [0.435, 0.781, 0.878, 0.911] },
  { openExecutions: 100_000, startsPerSecond: 1, shares: [0, 0.351, 0.8, 0.786] },
  { openExecutions: 100_000, startsPerSecond: 10, shares: [0.02, 0.438, 0.627, 0.861] },
  { openExecutions: 100_000, startsPerSecond: 100, shares: [0.021, 0.171, 0.45, 0.796] },
  { openExecutions: 1_000_000, startsPerSecond: 1, shares: [0, 0, 0, 0.19] },
  { openExecutions: 1_000_000, startsPerSecond: 10, shares: [0, 0, 0, 0.351] },
  { openExecutions: 1_000_000, startsPerSecond: 100, shares: [0.043, 0, 0.02, 0.438] },
  { openExecutions: 1_000_000, startsPerSecond: 1_000, shares: [0.003, 0.002, 0.021, 0.171] },
];
