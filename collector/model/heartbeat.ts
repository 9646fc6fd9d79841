import type { Activity, Millis, RunningActivity } from './activity.js';

/** SDKs send a heartbeat by 0.8 of the timeout at the latest; at 1.0 the server ends the attempt. */
export const overdueShareOfTimeout = 0.9;

/** The server keeps the last heartbeat across retries; one from before this attempt says nothing about it. */
export function heartbeatOfThisAttempt(activity: Activity): Millis | undefined {
  const { lastHeartbeatAt, attemptStartedAt } = activity;
  if (lastHeartbeatAt === undefined || attemptStartedAt === undefined) return undefined;
  return lastHeartbeatAt > attemptStartedAt ? lastHeartbeatAt : undefined;
}

/** No heartbeat timeout and no heartbeat in this attempt: nothing can reach it before its end. */
export function cannotHear(activity: Activity): boolean {
  return activity.heartbeatTimeoutMs === undefined && heartbeatOfThisAttempt(activity) === undefined;
}

/** Milliseconds since the activity was last heard of: the later of attempt start and last heartbeat. */
export function silence(activity: RunningActivity, now: Millis): number {
  return Math.max(0, now - (heartbeatOfThisAttempt(activity) ?? activity.attemptStartedAt));
}

/** Silence over what its heartbeat timeout (or, without one, `silentAfterMs`) lets a healthy activity show. */
export function isStale(activity: RunningActivity, now: Millis, limits: Readonly<{ silentAfterMs: number }>): boolean {
  if (cannotHear(activity)) return false;
  const { heartbeatTimeoutMs } = activity;
  const allowed = heartbeatTimeoutMs === undefined ? limits.silentAfterMs : overdueShareOfTimeout * heartbeatTimeoutMs;
  return silence(activity, now) > allowed;
}
