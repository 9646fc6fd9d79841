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
  { openExecutions: 1_000, startsPerSecond: 1, shares: [0.892, 0.926, 0.926, 0.926] },
  { openExecutions: 10_000, startsPerSecond: 1, shares: [0.596, 0.879, 0.918, 0.929] },
  { openExecutions: 10_000, startsPerSecond: 10, shares: [0.517, 0.811, 0.893, 0.911] },
  { openExecutions: 100_000, startsPerSecond: 1, shares: [0.197, 0.456, 0.608, 0.869] },
  { openExecutions: 100_000, startsPerSecond: 10, shares: [0.087, 0.345, 0.596, 0.879] },
  { openExecutions: 100_000, startsPerSecond: 100, shares: [0.026, 0.228, 0.517, 0.811] },
  { openExecutions: 1_000_000, startsPerSecond: 1, shares: [0, 0.011, 0.079, 0.416] },
  { openExecutions: 1_000_000, startsPerSecond: 10, shares: [0.009, 0.017, 0.197, 0.456] },
  { openExecutions: 1_000_000, startsPerSecond: 100, shares: [0, 0.072, 0.087, 0.345] },
  { openExecutions: 1_000_000, startsPerSecond: 1_000, shares: [0, 0.004, 0.026, 0.228] },
];
