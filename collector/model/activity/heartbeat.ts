import type { Activity, Millis, RunningActivity } from './activity.js';

/** While code calls it, an SDK sends a heartbeat every min(0.8 × the timeout, 60 s); at 1.0 the server ends the attempt. */
export const overdueShareOfTimeout = 0.9;

/** With a heartbeat timeout, SDKs send a heartbeat this often at most, however often the code calls. */
export function sdkHeartbeatPaceMs(heartbeatTimeoutMs: number): number {
  return Math.min(0.8 * heartbeatTimeoutMs, 60_000);
}

/** The server keeps the last heartbeat across retries; one from before this attempt says nothing about it. */
export function heartbeatOfThisAttempt(activity: Activity): Millis | undefined {
  const { lastHeartbeatAt, attemptStartedAt } = activity;
  if (lastHeartbeatAt === undefined || attemptStartedAt === undefined) return undefined;
  return lastHeartbeatAt > attemptStartedAt ? lastHeartbeatAt : undefined;
}

/** No heartbeat timeout and no heartbeat in this attempt: nothing can reach it before its end. */
export function cannotHear(activity: Activity): boolean {
  if (activity.optionsUnknown) return false;
  return activity.heartbeatTimeoutMs === undefined && heartbeatOfThisAttempt(activity) === undefined;
}

/** Milliseconds since the activity was last heard of: the later of attempt start and last heartbeat. */
export function silence(activity: RunningActivity, now: Millis): number {
  return Math.max(0, now - (heartbeatOfThisAttempt(activity) ?? activity.attemptStartedAt));
}

/**
 * The instant after which its silence is longer than a healthy activity shows: 0.9 of its heartbeat timeout, or
 * `silentAfterMs` without one. Undefined for one that cannot be told of a cancellation, and where its timeout is not known: its silence means
 * nothing.
 */
export function becomesStaleAt(
  activity: RunningActivity,
  limits: Readonly<{ silentAfterMs: number }>,
): Millis | undefined {
  if (cannotHear(activity) || activity.optionsUnknown) return undefined;
  const { heartbeatTimeoutMs } = activity;
  const allowed = heartbeatTimeoutMs === undefined ? limits.silentAfterMs : overdueShareOfTimeout * heartbeatTimeoutMs;
  return (heartbeatOfThisAttempt(activity) ?? activity.attemptStartedAt) + allowed;
}

export function isStale(activity: RunningActivity, now: Millis, limits: Readonly<{ silentAfterMs: number }>): boolean {
  const staleAt = becomesStaleAt(activity, limits);
  return staleAt !== undefined && now > staleAt;
}
