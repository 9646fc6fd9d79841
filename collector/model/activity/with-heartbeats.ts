import type { Millis } from './activity.js';
import { sdkHeartbeatPaceMs } from './heartbeat.js';

/** Heartbeat timeouts that people write, in milliseconds. */
export const usualTimeoutsMs = [10_000, 15_000, 20_000, 30_000, 45_000, 60_000];
/** With a tenth of the usual duration as its timeout, a cancellation arrives early enough, and a short stall does not end the attempt. */
const shareOfDuration = 0.1;
/** Assumed where neither a usual duration nor a start-to-close timeout is known. */
const unknownDurationMs = 300_000;

type Known = Readonly<{
  /** How long most attempts take. */
  usualDurationMs?: number | undefined;
  startToCloseTimeoutMs?: number | undefined;
  heartbeatTimeoutMs?: number | undefined;
}>;

/**
 * The largest usual timeout that is at most a tenth of the usual duration (where that is not known: of the
 * start-to-close timeout), 10 s for anything shorter; always shorter than start-to-close. Undefined where one at least as
 * short is set already, and where start-to-close ends an attempt as soon as the shortest.
 */
export function suggestHeartbeatTimeoutMs(known: Known): number | undefined {
  const { usualDurationMs, startToCloseTimeoutMs, heartbeatTimeoutMs } = known;
  const durationMs = usualDurationMs ?? startToCloseTimeoutMs ?? unknownDurationMs;
  const shorterMs = usualTimeoutsMs.filter((usualMs) => usualMs < (startToCloseTimeoutMs ?? Number.POSITIVE_INFINITY));
  const timeoutMs = shorterMs.findLast((usualMs) => usualMs <= shareOfDuration * durationMs) ?? shorterMs[0];
  return timeoutMs === undefined || timeoutMs >= (heartbeatTimeoutMs ?? Number.POSITIVE_INFINITY)
    ? undefined
    : timeoutMs;
}

type Cancelled = Readonly<{ requestedAt: Millis; startedAt: Millis; wastedMs: number }>;

/**
 * At most so much of what a cancelled attempt wasted would have been saved with that heartbeat timeout: what came after
 * the SDK's next heartbeat, which delivers the cancellation. Assumes that the code calls heartbeat at least that often
 * from its start on, and stops at once.
 */
export function savedWasteAtMostMs(
  { requestedAt, startedAt, wastedMs }: Cancelled,
  heartbeatTimeoutMs: number,
): number {
  const paceMs = sdkHeartbeatPaceMs(heartbeatTimeoutMs);
  const sinceStartMs = Math.max(0, requestedAt - startedAt);
  const untilDeliveredMs = Math.ceil(sinceStartMs / paceMs) * paceMs - sinceStartMs;
  return Math.max(0, wastedMs - untilDeliveredMs);
}
