import type { Millis } from '../activity/activity.js';
import { groupBy } from './places.js';
import type { RunsByPlace } from './runs-by-place.js';
import { identitiesElsewhere } from './slots.js';
import { lastReportAt, startSlackMs, type Worker } from './worker.js';

/** Slots of one task queue, in use at the last reports of their workers, the oldest of which was made at `reportedAt`. */
export type UnexplainedSlots = Readonly<{ taskQueue: string; slots: number; reportedAt: Millis }>;

/**
 * For a scan, which reads the workers' reports before and after everything else: slots that were in use at both, although
 * no attempt that the server still counts was running there. Code that the server has given up on may hold them, or their
 * attempts ended since the last report: as many as complete in a worker's period are taken to have done so.
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
      if (shared.has(identity) || ofIdentity.some(isNew)) continue;
      const firstAt = Math.max(...ofIdentity.map(firstReportAt));
      const ranThen = (runsOfQueue.get(identity) ?? []).filter(({ startedAt }) => startedAt <= firstAt + startSlackMs);
      const excess = mayBeHeld(ofIdentity) - ranThen.length;
      if (excess <= 0) continue;
      slots += excess;
      reportedAt = Math.min(reportedAt, ...ofIdentity.map(lastReportAt));
    }
    return slots === 0 ? [] : [{ taskQueue, slots, reportedAt }];
  });
}

/** It was not there when the reports were first read: workflows that were not listed may have started since, too. */
function isNew({ before, notBefore }: Worker): boolean {
  return before === undefined && notBefore !== undefined;
}

/** Of the one or two reports that were read. */
function firstReportAt(worker: Worker): Millis {
  return worker.before?.report.reportedAt ?? lastReportAt(worker);
}

function mayBeHeld(workers: readonly Worker[]): number {
  return workers.reduce((sum, worker) => sum + heldAtBoth(worker) - (worker.report.slots?.completedInPeriod ?? 0), 0);
}

function heldAtBoth({ report: { slots }, before }: Worker): number {
  if (slots === undefined) return 0;
  const first = before?.report.slots ?? slots;
  return Math.max(0, Math.min(slots.used, first.used - Math.max(0, slots.completed - first.completed)));
}
