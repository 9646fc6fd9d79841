import type { ActivityLabels, Effect } from '../account/effect.js';
import type { Activity, Millis, RunningActivity } from '../activity/activity.js';
import { confirm, type Episode } from '../activity/episode.js';
import { heartbeatOfThisAttempt } from '../activity/heartbeat.js';
import { reasonIfCancelled, reasonStillRunning } from '../activity/reason.js';
import { splitByReason } from '../activity/split.js';
import { count } from './conclude.js';
import type { Attempt, DetailsHistory, Execution } from './execution.js';
import { FactsByActivity } from './facts-by-activity.js';
import type { FoldContext } from './fold-context.js';
import { heartbeatsSeen } from './heartbeats-seen.js';
import type { Fact } from './history.js';
import { followCancelledLoss, followLoss, resume, silenceOfWorker } from './loss.js';
import { gapIn } from './take-over.js';

export type AttemptObservation = Readonly<{
  execution: Execution;
  labels: ActivityLabels;
  ranUntil: Millis;
  /** The workflow has closed: the list is frozen, nothing on it is known to run. */
  closed: boolean;
  context: FoldContext;
  effects: Effect[];
}>;

/** Folds what a description shows of a running attempt into what is known of it. */
export function observeAttempt(
  before: Attempt | undefined,
  activity: RunningActivity,
  observation: AttemptObservation,
): Attempt {
  const { ranUntil, labels, effects, closed, context } = observation;
  const details = detailsHistory(before?.details, activity, ranUntil);
  const attempt: Attempt = { ...before, activity, seenAt: ranUntil, ...(details === undefined ? {} : { details }) };
  if (activity.state === 'cancel_requested')
    return observeCancelled({ ...attempt, heartbeats: heartbeatsSeen(before, activity) }, before?.seenAt, observation);
  if (!activity.optionsUnknown)
    effects.push({ kind: 'expected', labels, reason: reasonIfCancelled(activity, ranUntil, context.limits) });
  return closed ? attempt : followLoss(attempt, observation);
}

/** @param seenBeforeAt when it was described before */
function observeCancelled(
  attempt: Attempt,
  seenBeforeAt: Millis | undefined,
  observation: AttemptObservation,
): Attempt {
  const { ranUntil, labels, effects, closed, context } = observation;
  const { activity } = attempt;
  const known = attempt.episode === undefined ? withoutHistoryAsked(attempt) : attempt;
  const opened = known.episode ?? open(known, observation);
  const toldAt = toldAtOf(opened, activity, seenBeforeAt);
  const request = { requestedAt: opened.requestedAt, toldAt };
  const reason = reasonStillRunning(activity, request, ranUntil, context.limits);
  const judged: Episode = { ...opened, ...(toldAt === undefined ? {} : { toldAt }), reason };

  const silence = closed ? undefined : silenceOfWorker(known, observation);
  const { lost, ...running } = known;
  if (lost !== undefined) {
    const cancelled = { ...known, lost, episode: judged };
    // Nothing in a closed workflow's frozen list is known to run; the end is read from history.
    if (closed) return cancelled;
    if (silence !== undefined) return followCancelledLoss(cancelled, silence.silentUntil, observation);
  }

  const episode = lost === undefined ? judged : resume(judged, lost, activity.attemptStartedAt);
  const recount = confirm(episode, ranUntil, splitByReason(activity, request, context.limits));
  count(effects, labels, recount);
  const confirmed = { ...running, episode: recount.episode };
  if (silence === undefined || reason === 'unknown') return confirmed;
  // Of a cancelled attempt, lost is what follows the moment at which that was found.
  const { countedUntil } = recount.episode;
  return { ...confirmed, lost: { since: countedUntil, countedUntil } };
}

/** Opened at the first description that shows the request; the real time is read from history, now or later. */
function open(
  { activity, scheduledEventId, lost }: Attempt,
  { execution, ranUntil, context, closed, effects }: AttemptObservation,
): Episode {
  const fact =
    scheduledEventId === undefined
      ? openFactsOf(execution, activity.activityId).find(({ requestedAt: at = 0 }) => at >= activity.attemptStartedAt)
      : execution.openFacts.get(scheduledEventId);
  const requestedAt = fact?.requestedAt ?? ranUntil;
  const { takenOverAt } = execution;
  const begun = lost?.countedUntil ?? Math.max(requestedAt, activity.attemptStartedAt);
  const countedFrom = Math.max(begun, takenOverAt ?? begun);
  if (begun < countedFrom) effects.push(gapIn(execution));
  return {
    requestedAt,
    requestedSource: fact === undefined ? 'first_observed' : 'history',
    countedFrom,
    countedUntil: countedFrom,
    ...(takenOverAt === undefined ? {} : { notBefore: takenOverAt }),
    ...(lost === undefined ? {} : { lostBefore: lost.countedUntil }),
    reason: reasonStillRunning(activity, { requestedAt }, ranUntil, context.limits),
    late: closed,
  };
}

/** Open facts never change within an execution: they are sorted once for all of its attempts. */
const openFactsByActivity = new WeakMap<Execution['openFacts'], FactsByActivity>();

function openFactsOf({ openFacts }: Execution, activityId: string): Fact[] {
  const known = openFactsByActivity.get(openFacts) ?? new FactsByActivity(openFacts.values());
  openFactsByActivity.set(openFacts, known);
  return [...known.of(activityId)];
}

/**
 * A heartbeat after the request was answered with it. With a heartbeat timeout that is enforced, one must have come within
 * that timeout of the request, or the server would have ended the attempt.
 * @param seenBeforeAt when it was described before: unless it had been told by then, it was told later
 */
export function toldAtOf(episode: Episode, activity: RunningActivity, seenBeforeAt?: Millis): Millis | undefined {
  const heartbeat = heartbeatOfThisAttempt(activity);
  if (heartbeat === undefined || heartbeat <= episode.requestedAt) return episode.toldAt;
  if (episode.toldAt !== undefined) return Math.min(episode.toldAt, heartbeat);
  const { heartbeatTimeoutMs, paused } = activity;
  if (heartbeatTimeoutMs === undefined || paused) return heartbeat;
  return Math.min(heartbeat, Math.max(episode.requestedAt + heartbeatTimeoutMs, seenBeforeAt ?? 0));
}

function withoutHistoryAsked({ historyAsked: _, ...attempt }: Attempt): Attempt {
  return attempt;
}

function detailsHistory(
  before: DetailsHistory | undefined,
  { detailsHash: hash, detailsEncrypted }: Activity,
  at: Millis,
): DetailsHistory | undefined {
  if (hash === undefined || detailsEncrypted) return before;
  if (before === undefined) return { hash, unchangedSince: at, changedBefore: false };
  return before.hash === hash ? before : { hash, unchangedSince: at, changedBefore: true };
}

/** Whether the account waits for its end. */
export function isOwed({ episode, lost }: Attempt): boolean {
  return episode !== undefined || lost !== undefined;
}
