/** Describe and history calls per second over all shards. */
export const budgets = [50, 200, 500, 2_000] as const;

/**
 * Written by `npm run bench -- sizing`: by simulation of the schedule, the share of wasted seconds that a description shows while
 * they happen, once each execution has been described a few times, for each of the budgets. 40 workflow types whose rates differ by
 * four orders of magnitude; activities of 60 s on average, or as much shorter that 6 % of the executions run one.
 */
export const seenLive: readonly Readonly<{
  openExecutions: number;
  startsPerSecond: number;
  /** Of an activity, on average. */
  lifeSeconds: number;
  shares: readonly number[];
}>[] = [
  { openExecutions: 1_000, startsPerSecond: 1, lifeSeconds: 60, shares: [0.892, 0.926, 0.926, 0.926] },
  { openExecutions: 1_000, startsPerSecond: 10, lifeSeconds: 6, shares: [0.357, 0.541, 0.541, 0.541] },
  { openExecutions: 1_000, startsPerSecond: 100, lifeSeconds: 0.6, shares: [0.081, 0.082, 0.082, 0.082] },
  { openExecutions: 1_000, startsPerSecond: 1_000, lifeSeconds: 0.06, shares: [0.006, 0.007, 0.007, 0.007] },
  { openExecutions: 10_000, startsPerSecond: 1, lifeSeconds: 60, shares: [0.596, 0.879, 0.918, 0.929] },
  { openExecutions: 10_000, startsPerSecond: 10, lifeSeconds: 60, shares: [0.421, 0.761, 0.89, 0.905] },
  { openExecutions: 10_000, startsPerSecond: 100, lifeSeconds: 6, shares: [0.116, 0.3, 0.466, 0.52] },
  { openExecutions: 10_000, startsPerSecond: 1_000, lifeSeconds: 0.6, shares: [0.011, 0.039, 0.068, 0.08] },
  { openExecutions: 100_000, startsPerSecond: 1, lifeSeconds: 60, shares: [0.197, 0.456, 0.608, 0.869] },
  { openExecutions: 100_000, startsPerSecond: 10, lifeSeconds: 60, shares: [0.087, 0.345, 0.596, 0.879] },
  { openExecutions: 100_000, startsPerSecond: 100, lifeSeconds: 60, shares: [0.019, 0.234, 0.421, 0.761] },
  { openExecutions: 100_000, startsPerSecond: 1_000, lifeSeconds: 6, shares: [0.002, 0.05, 0.116, 0.3] },
  { openExecutions: 1_000_000, startsPerSecond: 1, lifeSeconds: 60, shares: [0, 0.011, 0.079, 0.416] },
  { openExecutions: 1_000_000, startsPerSecond: 10, lifeSeconds: 60, shares: [0.009, 0.017, 0.197, 0.456] },
  { openExecutions: 1_000_000, startsPerSecond: 100, lifeSeconds: 60, shares: [0, 0.072, 0.087, 0.345] },
  { openExecutions: 1_000_000, startsPerSecond: 1_000, lifeSeconds: 60, shares: [0, 0, 0.019, 0.234] },
];
