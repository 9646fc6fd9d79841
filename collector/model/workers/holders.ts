import type { Millis } from '../activity/activity.js';
import { lastReportAt, startSlackMs, type Worker } from './worker.js';

/**
 * The workers of one place that may hold an attempt: those that had started by then. A container that is restarted in
 * place has the identity of the one before, but neither its activities nor its slots: one that has been silent since before
 * the newest of them started was replaced by it.
 */
export function holdersOf(
  there: readonly Worker[],
  attemptStartedAt: Millis,
  isReporting: (worker: Worker) => boolean,
): readonly Worker[] {
  const startedBy = attemptStartedAt + startSlackMs;
  const started = there.filter((worker) => !worker.report.runsNoActivities && startOf(worker) <= startedBy);
  if (started.length < 2) return started;
  const newestStart = Math.max(...started.map(startOf));
  return started.filter(
    (worker) => startOf(worker) === newestStart || lastReportAt(worker) >= newestStart || isReporting(worker),
  );
}

/** All sets of workers of one place that may hold an attempt, whenever it started. */
export function* allHoldersOf(
  there: readonly Worker[],
  isReporting: (worker: Worker) => boolean,
): Generator<readonly Worker[]> {
  for (const start of new Set(there.map(startOf))) yield holdersOf(there, start - startSlackMs, isReporting);
}

/** When the first of them started; attempts from before are of workers that they have replaced. */
export function firstStartOf(workers: readonly Worker[]): Millis {
  return Math.min(...workers.map(startOf));
}

/** Names a set of workers. */
export function namesOf(workers: readonly Worker[]): string {
  return JSON.stringify(workers.map(({ report }) => report.instanceKey));
}

function startOf({ startedAt = Number.NEGATIVE_INFINITY }: Worker): Millis {
  return startedAt;
}
