import type { Millis, RunningActivity } from './activity.js';
import { becomesStaleAt, cannotHear, isStale } from './heartbeat.js';

export const reasons = [
  'no_heartbeat',
  'awaiting_heartbeat',
  'unheard',
  'unknown',
  'stopping',
  'ignoring_cancel',
  'silent',
] as const;
export type Reason = (typeof reasons)[number];

export type Limits = Readonly<{
  cancelGraceMs: number;
  silentAfterMs: number;
  stalledAfterMs: number;
  unheardAfterMs: number;
}>;

/** `toldAt`: when it first heartbeated after the request; the answer to that heartbeat told it. */
export type CancelRequest = Readonly<{ requestedAt: Millis; toldAt?: Millis | undefined }>;

/** Why an activity whose cancellation was requested still runs, judged at `now`. */
export function reasonStillRunning(
  activity: RunningActivity,
  request: CancelRequest,
  now: Millis,
  limits: Limits,
): Reason {
  if (activity.optionsUnknown) return 'unknown';
  if (cannotHear(activity)) return 'no_heartbeat';
  const { toldAt } = request;
  if (toldAt !== undefined) return now - toldAt > limits.cancelGraceMs ? 'ignoring_cancel' : 'stopping';
  if (isStale(activity, now, limits)) return 'silent';
  return now > becomesUnheardAt(activity, request, limits) ? 'unheard' : 'awaiting_heartbeat';
}

/** The reason that a cancellation requested at `now` would meet. */
export function reasonIfCancelled(activity: RunningActivity, now: Millis, limits: Limits): Reason {
  return reasonStillRunning(activity, { requestedAt: now }, now, limits);
}

/** The instant after which an activity that has not been told counts as unheard, whatever its heartbeat timeout. */
export function becomesUnheardAt(activity: RunningActivity, { requestedAt }: CancelRequest, limits: Limits): Millis {
  // A workflow reset copies the request: the attempt may have started after it.
  return Math.max(requestedAt, activity.attemptStartedAt) + limits.unheardAfterMs;
}

/** The instants at which the reason of an attempt that stays as it is changes: told, grace over, overdue, unheard. */
export function turningPoints(activity: RunningActivity, request: CancelRequest, limits: Limits): Millis[] {
  const staleAt = becomesStaleAt(activity, limits);
  const { toldAt } = request;
  const instants = [becomesUnheardAt(activity, request, limits)];
  if (staleAt !== undefined) instants.push(staleAt);
  if (toldAt !== undefined) instants.push(toldAt, toldAt + limits.cancelGraceMs);
  return instants;
}
