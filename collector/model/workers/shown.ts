import type { Millis } from '../activity/activity.js';
import { firstStartOf } from './holders.js';
import { lastReportAt, startSlackMs, type Worker } from './worker.js';

/** An attempt that the server counts, or until `goneAt` counted, as running on a worker. */
export type KnownRun = Readonly<{ workerIdentity: string; taskQueue: string; startedAt: Millis; goneAt?: Millis }>;

/** A report of a worker: when it made it by its own clock, and by ours within what our polls allow. */
export type ShownIn = Readonly<{ reportedAt: Millis; lastReportAt: Millis }>;

/** The newest report of workers that hold the same attempts. */
export function newestReport(workers: readonly Worker[]): ShownIn {
  return {
    reportedAt: Math.max(...workers.map(({ report }) => report.reportedAt)),
    lastReportAt: Math.max(...workers.map(lastReportAt)),
  };
}

/**
 * Whether the last reports of workers show every attempt that they may hold in a slot.
 * @param runs those of the workers' place
 */
export function showsAll(workers: readonly Worker[], runs: readonly KnownRun[] = []): boolean {
  if (workers.length === 0 || workers.some(({ report }) => report.slots === undefined)) return false;
  const from = firstStartOf(workers) - startSlackMs;
  const until = newestReport(workers).lastReportAt;
  const held = runs.filter(
    ({ startedAt, goneAt = until }) => startedAt >= from && startedAt <= until && goneAt >= until,
  );
  const used = workers.reduce((sum, { report }) => sum + (report.slots?.used ?? 0), 0);
  return used > 0 && used >= held.length;
}
