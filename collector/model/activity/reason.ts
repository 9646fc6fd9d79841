import type { Millis, RunningActivity } from './activity.js';
import { cannotHear, isStale } from './heartbeat.js';

export const reasons = ['no_heartbeat', 'awaiting_heartbeat', 'stopping', 'ignoring_cancel', 'silent'] as const;
export type Reason = (typeof reasons)[number];

export type Limits = Readonly<{ cancelGraceMs: number; silentAfterMs: number; stalledAfterMs: number }>;

/**
 * Why an activity whose cancellation was requested still runs, judged at `now`.
 * `toldAt` is when it first heartbeated after the request: the answer told it.
 */
export function reasonStillRunning(
  activity: RunningActivity,
  toldAt: Millis | undefined,
  now: Millis,
  limits: Limits,
): Reason {
  if (cannotHear(activity)) return 'no_heartbeat';
  if (toldAt !== undefined) return now - toldAt > limits.cancelGraceMs ? 'ignoring_cancel' : 'stopping';
  return isStale(activity, now, limits) ? 'silent' : 'awaiting_heartbeat';
}

/** The reason that a cancellation requested at `now` would meet. */
export function reasonIfCancelled(activity: RunningActivity, now: Millis, limits: Limits): Reason {
  return reasonStillRunning(activity, undefined, now, limits);
}
