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
  if (retriedAfter !== 'start_to_close' || startToCloseTimeoutMs === undefined || startedAt === undefined) return waits;
  // History keeps how the newest of the attempts before ended. For a bound, those before it count as if it was the same way.
  let leftMs = startedAt - scheduledAt;
  for (let earlier = 1; earlier < attempt && leftMs > 0; earlier++) {
    waits.push(Math.min(startToCloseTimeoutMs, leftMs));
    leftMs -= startToCloseTimeoutMs;
  }
  return waits;
}

/**
 * Silence before heartbeat timeouts ended attempts, the last one and, as far as history keeps it, the one before: at
 * least that long their workers were not heard.
 */
export function heartbeatSilenceMs(run: ActivityRun): number {
  const { end, heartbeatTimeoutMs, scheduledAt, startedAt, retriedAfter } = run;
  if (heartbeatTimeoutMs === undefined) return 0;
  const atMost = (ranMs: number | undefined) => Math.min(heartbeatTimeoutMs, ranMs ?? heartbeatTimeoutMs);
  const ofLast = end?.timeout === 'heartbeat' ? atMost(startedAt === undefined ? undefined : end.at - startedAt) : 0;
  const before = startedAt === undefined ? undefined : startedAt - scheduledAt;
  return ofLast + (retriedAfter === 'heartbeat' ? atMost(before) : 0);
}
