import type { Millis } from '../activity/activity.js';
import { sdkHeartbeatPaceMs } from '../activity/heartbeat.js';

import type { ActivityRun } from './activity-run.js';

/** Heartbeat timeouts that people write, in milliseconds. */
export const usualTimeoutsMs = [10_000, 15_000, 20_000, 30_000, 45_000, 60_000];
/** With a tenth of the usual duration as its timeout, a cancellation arrives early enough, and a short stall does not end the attempt. */
const shareOfDuration = 0.1;

/** The largest usual timeout that is at most a tenth of the duration; 10 s for anything shorter. */
export function suggestHeartbeatTimeoutMs(durationMs: number): number {
  return usualTimeoutsMs.findLast((timeoutMs) => timeoutMs <= shareOfDuration * durationMs) ?? usualTimeoutsMs[0] ?? 0;
}

/**
 * How long a cancelled attempt would have run after its request with that heartbeat timeout: until the SDK's next
 * heartbeat delivers the cancellation. Assumes that the code calls heartbeat at least that often from its start on, and stops at once.
 */
export function wasteIfHeartbeatingMs(requestedAt: Millis, startedAt: Millis, heartbeatTimeoutMs: number): number {
  const paceMs = sdkHeartbeatPaceMs(heartbeatTimeoutMs);
  const sinceStartMs = Math.max(0, requestedAt - startedAt);
  return Math.ceil(sinceStartMs / paceMs) * paceMs - sinceStartMs;
}

/**
 * At most so much of a run would not have been wasted or waited for with that heartbeat timeout: the part after the
 * cancellation was requested, and the part of timed-out attempts that a missed heartbeat would have cut off.
 */
export function savedAtMostMs(
  run: ActivityRun,
  wastedMs: number,
  heartbeatTimeoutMs: number,
): Readonly<{ wasteMs: number; waitMs: number }> {
  const { cancelRequestedAt, startedAt } = run;
  const couldHaveWasted =
    cancelRequestedAt === undefined
      ? 0
      : wasteIfHeartbeatingMs(cancelRequestedAt, startedAt ?? cancelRequestedAt, heartbeatTimeoutMs);
  return {
    wasteMs: Math.max(0, wastedMs - couldHaveWasted),
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
