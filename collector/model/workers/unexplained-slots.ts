import type { Millis } from '../activity/activity.js';
import { groupBy } from './places.js';
import type { RunsByPlace } from './runs-by-place.js';
import { identitiesElsewhere } from './slots.js';
import { lastReportAt, startSlackMs, type Worker } from './worker.js';

/** Slots of one task queue, in use at the last reports of their workers, the oldest of which was made at `reportedAt`. */
export type UnexplainedSlots = Readonly<{ taskQueue: string; slots: number; reportedAt: Millis }>;

/**
 * For a single reading of the workers' reports: slots that were in use although no attempt that the server still counts
 * was running there. Code that the server has given up on may hold them, or their attempts ended since the report: as
 * many as complete in a worker's period are taken to have done so.
 *
 * @param workers those that still report
 * @param runs running attempts
 */
export function unexplainedSlots(workers: readonly Worker[], runs: RunsByPlace): UnexplainedSlots[] {
  const counted = workers.filter(({ report }) => report.slots !== undefined && !report.isShuttingDown);
  const shared = identitiesElsewhere(workers, runs);
  return [...groupBy(counted, ({ report }) => report.taskQueue)].flatMap(([taskQueue, ofQueue]) => {
    const identities = groupBy(ofQueue, ({ report }) => report.identity);
    const runsOfQueue = runs.ofQueue(taskQueue);
    // The slot of an attempt on a worker that does not report may be another one's, under another name.
    if ([...runsOfQueue.keys()].some((identity) => !identities.has(identity))) return [];
    let slots = 0;
    let reportedAt = Number.POSITIVE_INFINITY;
    for (const [identity, ofIdentity] of identities) {
      if (shared.has(identity)) continue;
      const lastAt = Math.max(...ofIdentity.map(lastReportAt));
      const ranThen = (runsOfQueue.get(identity) ?? []).filter(({ startedAt }) => startedAt <= lastAt + startSlackMs);
      const excess = mayBeHeld(ofIdentity) - ranThen.length;
      if (excess <= 0) continue;
      slots += excess;
      reportedAt = Math.min(reportedAt, ...ofIdentity.map(lastReportAt));
    }
    return slots === 0 ? [] : [{ taskQueue, slots, reportedAt }];
  });
}

function mayBeHeld(workers: readonly Worker[]): number {
  return workers.reduce((sum, { report: { slots } }) => sum + (slots?.used ?? 0) - (slots?.completedInPeriod ?? 0), 0);
}
