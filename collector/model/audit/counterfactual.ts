import { savedWasteAtMostMs } from '../activity/with-heartbeats.js';
import type { ActivityRun } from './activity-run.js';

/**
 * At most so much of a run would not have been wasted or waited for with that heartbeat timeout: the part after the
 * cancellation was requested, and the part of timed-out attempts that a missed heartbeat would have cut off.
 */
export function savedAtMostMs(
  run: ActivityRun,
  wastedMs: number,
  heartbeatTimeoutMs: number,
): Readonly<{ wasteMs: number; waitMs: number }> {
  const { cancelRequestedAt: requestedAt, startedAt = requestedAt } = run;
  return {
    wasteMs:
      requestedAt === undefined || startedAt === undefined
        ? 0
        : savedWasteAtMostMs({ requestedAt, startedAt, wastedMs }, heartbeatTimeoutMs),
    waitMs: silentWaitsOf(run).reduce((sum, waitMs) => sum + Math.max(0, waitMs - heartbeatTimeoutMs), 0),
  };
}

/**
 * Attempts without a heartbeat timeout that only their start-to-close timeout ended, each with the time from its start
 * to that end. Their worker may have been gone all that time, or running and slow: history does not record it, so each is an
 * upper bound.
 */
export function silentWaitsOf(run: ActivityRun): number[] {
  if (run.heartbeatTimeoutMs !== undefined || run.cancelRequestedAt !== undefined) return [];
  const { startedAt, attempt = 1, end, retriedAfter, scheduledAt, startToCloseTimeoutMs } = run;
  const waits: number[] = [];
  if (end?.timeout === 'start_to_close' && startedAt !== undefined) waits.push(end.at - startedAt);
  // Of the attempts before the last one, history keeps how the newest ended; it lasted the whole timeout.
  if (
    retriedAfter === 'start_to_close' &&
    startToCloseTimeoutMs !== undefined &&
    startedAt !== undefined &&
    attempt > 1
  )
    waits.push(Math.min(startToCloseTimeoutMs, startedAt - scheduledAt));
  return waits;
}

/** Silence before a heartbeat timeout ended the last attempt: at least that long its worker was not heard. */
export function heartbeatSilenceMs({ end, heartbeatTimeoutMs, startedAt }: ActivityRun): number {
  if (end?.timeout !== 'heartbeat' || heartbeatTimeoutMs === undefined) return 0;
  return Math.min(heartbeatTimeoutMs, startedAt === undefined ? heartbeatTimeoutMs : end.at - startedAt);
}
