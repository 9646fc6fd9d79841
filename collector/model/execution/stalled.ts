import { heartbeatOfThisAttempt, isStale } from '../activity/heartbeat.js';
import type { Limits } from '../activity/reason.js';
import type { Attempt } from './execution.js';

/** Heartbeats keep coming, but their details have long been the same although they changed before. */
export function isStalled({ activity, details, seenAt }: Attempt, limits: Limits): boolean {
  if (details === undefined || !details.changedBefore || isStale(activity, seenAt, limits)) return false;
  const heartbeatAt = heartbeatOfThisAttempt(activity);
  return (
    heartbeatAt !== undefined &&
    heartbeatAt > details.unchangedSince &&
    seenAt - details.unchangedSince > limits.stalledAfterMs
  );
}
