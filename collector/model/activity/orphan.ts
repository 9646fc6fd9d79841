import { type Activity, forcedEndAt, type Millis, type RunningActivity } from './activity.js';
import type { Episode } from './episode.js';
import { heartbeatOfThisAttempt } from './heartbeat.js';

/** An activity left behind by a closed or deleted workflow: whether it runs is not known, only until when it was allowed to. */
export type Orphan = Readonly<{
  activity: RunningActivity;
  closedAt: Millis;
  /** Last instant at which the attempt could still run by its timeouts. */
  allowedUntil: Millis;
  /** The account holds the bound up to here. */
  countedUntil: Millis;
  /** Set where history says that the cancellation had been requested before the close. */
  cancelRequestedAt?: Millis;
  /** When a description first showed the request, where history has not told it. */
  requestFirstSeenAt?: Millis;
}>;

/**
 * When the server would have ended the attempt had the workflow stayed open: the earliest of start-to-close,
 * schedule-to-close and last heartbeat plus heartbeat timeout. Without any of them nothing is claimed beyond the close.
 */
export function allowedUntil(activity: RunningActivity, closedAt: Millis): Millis {
  const { heartbeatTimeoutMs } = activity;
  const ends = [
    forcedEndAt(activity),
    heartbeatTimeoutMs === undefined
      ? undefined
      : (heartbeatOfThisAttempt(activity) ?? activity.attemptStartedAt) + heartbeatTimeoutMs,
  ].filter((end) => end !== undefined);
  return ends.length === 0 ? closedAt : Math.min(...ends);
}

export function mayStillRun(orphan: Orphan, now: Millis): boolean {
  return now < orphan.allowedUntil;
}

/** @param episode of the attempt, if its cancellation was requested */
export function orphanOf(activity: RunningActivity, closedAt: Millis, episode: Episode | undefined): Orphan {
  if (episode === undefined) return orphan(activity, closedAt);
  const { requestedAt, requestedSource } = episode;
  if (requestedSource === 'history') return orphan(activity, closedAt, requestedAt);
  return { ...orphan(activity, closedAt), requestFirstSeenAt: requestedAt };
}

export function orphan(activity: RunningActivity, closedAt: Millis, cancelRequestedAt?: Millis): Orphan {
  // What a slow answer showed may have begun after the question, at which it is said to have been described.
  const countedUntil = Math.max(closedAt, activity.attemptStartedAt);
  const left = { activity, closedAt, allowedUntil: allowedUntil(activity, closedAt), countedUntil };
  return cancelRequestedAt === undefined ? left : { ...left, cancelRequestedAt };
}

export function isOrphanable(activity: Activity): activity is RunningActivity {
  return activity.attemptStartedAt !== undefined && activity.state !== 'scheduled' && activity.state !== 'paused';
}
