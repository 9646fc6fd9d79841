import type { ActivityLabels, Effect } from '../account/effect.js';
import type { Activity, Millis, RunningActivity } from '../activity/activity.js';
import { confirm, type Episode } from '../activity/episode.js';
import { heartbeatOfThisAttempt, isStale } from '../activity/heartbeat.js';
import { reasonIfCancelled, reasonStillRunning } from '../activity/reason.js';
import type { Attempt, DetailsHistory, Execution } from './execution.js';
import type { FoldContext } from './fold-context.js';

export type AttemptObservation = Readonly<{
  execution: Execution;
  labels: ActivityLabels;
  ranUntil: Millis;
  /** The workflow has closed: the list is frozen, nothing on it is known to run. */
  closed: boolean;
  context: FoldContext;
  effects: Effect[];
}>;

/** Folds what a look shows of a running attempt into what is known of it. */
export function observeAttempt(
  before: Attempt | undefined,
  activity: RunningActivity,
  seeing: AttemptObservation,
): Attempt {
  const { ranUntil, labels, effects } = seeing;
  const { limits } = seeing.context;
  const details = detailsHistory(before?.details, activity, ranUntil);
  const attempt: Attempt = { ...before, activity, seenAt: ranUntil, ...(details === undefined ? {} : { details }) };
  if (activity.state !== 'cancel_requested') {
    effects.push({ kind: 'expected', labels, reason: reasonIfCancelled(activity, ranUntil, limits) });
    return withLost(attempt, seeing);
  }

  const opened = before?.episode ?? open(attempt, seeing);
  const toldAt = toldAtOf(opened, activity);
  const reason = reasonStillRunning(activity, toldAt, ranUntil, limits);
  const judged = { ...opened, ...(toldAt === undefined ? {} : { toldAt }), reason };
  const { episode, changeMs } = confirm(judged, ranUntil);
  effects.push({ kind: 'wasted', labels, reason, changeMs, late: episode.late });
  return withLost({ ...attempt, episode }, seeing);
}

/** Opened at the first look that shows the request; unless history already has, it tells later when it really was. */
function open(
  { activity, scheduledEventId }: Attempt,
  { execution, ranUntil, context, closed }: AttemptObservation,
): Episode {
  const fact = [...execution.openFacts.values()].find((known) =>
    scheduledEventId === undefined
      ? known.scheduled?.activityId === activity.activityId && (known.requestedAt ?? 0) >= activity.attemptStartedAt
      : known.scheduledEventId === scheduledEventId,
  );
  const requestedAt = fact?.requestedAt ?? ranUntil;
  return {
    requestedAt,
    requestedSource: fact === undefined ? 'first_observed' : 'history',
    countedFrom: Math.max(requestedAt, activity.attemptStartedAt),
    countedUntil: Math.max(requestedAt, activity.attemptStartedAt),
    reason: reasonStillRunning(activity, undefined, ranUntil, context.limits),
    late: closed,
  };
}

/**
 * A heartbeat after the request was answered with it. With a heartbeat timeout, one must have come within that timeout
 * of the request, or the server would have ended the attempt.
 */
export function toldAtOf(episode: Episode, activity: RunningActivity): Millis | undefined {
  const heartbeat = heartbeatOfThisAttempt(activity);
  if (heartbeat === undefined || heartbeat <= episode.requestedAt) return episode.toldAt;
  const latest =
    activity.heartbeatTimeoutMs === undefined ? heartbeat : episode.requestedAt + activity.heartbeatTimeoutMs;
  return Math.min(episode.toldAt ?? Number.POSITIVE_INFINITY, heartbeat, latest);
}

function withLost(attempt: Attempt, { ranUntil, labels, closed, context, effects }: AttemptObservation): Attempt {
  const { lost, ...kept } = attempt;
  const { activity } = attempt;
  if (closed) return attempt;
  const worker = context.workerOf(activity);
  const isHeard = activity.heartbeatTimeoutMs !== undefined && !isStale(activity, ranUntil, context.limits);
  if (worker.kind === 'reporting' || (worker.kind === 'unknown' && lost === undefined) || isHeard) return kept;
  const stoppedAt = worker.kind === 'stopped' ? worker.lastReportAt : (lost?.since ?? ranUntil);
  const since = Math.max(stoppedAt, activity.attemptStartedAt);
  const silentUntil = worker.kind === 'stopped' ? Math.min(ranUntil, worker.silentUntil) : ranUntil;
  const countedUntil = Math.max(silentUntil, lost?.countedUntil ?? since);
  effects.push({ kind: 'lost', labels, changeMs: Math.max(0, countedUntil - (lost?.countedUntil ?? since)) });
  return { ...kept, lost: { since: lost?.since ?? since, countedUntil } };
}

function detailsHistory(
  before: DetailsHistory | undefined,
  { detailsHash: hash }: Activity,
  at: Millis,
): DetailsHistory | undefined {
  if (hash === undefined) return before;
  if (before === undefined) return { hash, unchangedSince: at, changedBefore: false };
  return before.hash === hash ? before : { hash, unchangedSince: at, changedBefore: true };
}

/** Whether the account waits for its end. */
export function isOwed({ episode, lost }: Attempt): boolean {
  return episode !== undefined || lost !== undefined;
}
