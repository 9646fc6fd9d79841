/** Calls per second that Temporal gets at most, as configured. Each replica of a process makes as many again. */
export type CallsAtMost = Readonly<{ thisProcess: number; allShards: number }>;

/** @param budgets calls per second of each namespace and kind; `cap`: of the whole process */
export function callsAtMost(budgets: readonly number[], cap: number | undefined, shards: number): CallsAtMost {
  const sum = budgets.reduce((total, perSecond) => total + perSecond, 0);
  const thisProcess = Math.min(sum, cap ?? sum);
  return { thisProcess, allShards: thisProcess * shards };
}
