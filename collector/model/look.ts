import { type Activity, isRunning, type Millis, type RunningActivity } from './activity.js';
import type { ActivityLabels, Effect } from './effect.js';
import { confirm, type Episode } from './episode.js';
import type { Attempt, DetailsHistory, EndingAttempt, Execution } from './execution.js';
import { heartbeatOfThisAttempt } from './heartbeat.js';
import { allowedUntil, isOrphanable, orphan } from './orphan.js';
import { type Limits, reasonIfCancelled, reasonStillRunning } from './reason.js';

/** What one Describe said about an execution, as of the instant at which it was asked. */
export type Look = Readonly<{
  at: Millis;
  /** The same by our own clock, uncorrected. */
  rawAt: Millis;
  closedAt?: Millis;
  workflowType: string;
  taskQueue: string;
  historyLength: number;
  workflowCancelRequested: boolean;
  activities: readonly Activity[];
}>;

export type LookContext = Readonly<{
  limits: Limits;
  /** Executions that started before this instant are in the account from their first look on, others from their start. */
  accountSince: Millis;
  /** The last report of the worker that runs the activity, if that worker has reported and then stopped. */
  workerStoppedAt: (activity: RunningActivity) => Millis | undefined;
}>;

export type Step = Readonly<{ execution: Execution; effects: readonly Effect[] }>;

/** Folds a look into what is known of an execution. */
export function look(execution: Execution, seen: Look, context: LookContext): Step {
  if (execution.closedAt !== undefined) return { execution, effects: [] };
  const effects: Effect[] = [];
  const attempts = new Map<string, Attempt>();
  const ending = stillAwaited(execution, seen.at, effects);
  const closed = seen.closedAt !== undefined;

  const ranUntil = seen.closedAt === undefined ? seen.at : Math.min(seen.at, seen.closedAt);
  for (const activity of seen.activities) {
    if (!isRunning(activity)) continue;
    const labels = labelsOf(execution, activity);
    const before = execution.attempts.get(activity.activityId);
    const same = before !== undefined && isSameAttempt(before.activity, activity) ? before : undefined;
    const seeing = { execution, labels, ranUntil, closed, context, effects };
    attempts.set(activity.activityId, lookAtAttempt(same, activity, seeing));
  }

  for (const before of execution.attempts.values()) {
    const after = attempts.get(before.activity.activityId);
    if (after !== undefined && isSameAttempt(before.activity, after.activity)) continue;
    const next = seen.activities.find(({ activityId }) => activityId === before.activity.activityId);
    const gone: Attempt = settleLost(execution, before, next, seen.at, effects);
    if (gone.episode !== undefined || gone.lost !== undefined)
      ending.push({ ...gone, historyAsked: false, goneAt: seen.at });
  }

  const orphans = seen.closedAt === undefined ? [] : orphansOf(execution, seen, seen.closedAt);
  if (closed) {
    for (const attempt of attempts.values())
      if (attempt.episode !== undefined || attempt.lost !== undefined)
        ending.push({ ...attempt, historyAsked: false, goneAt: seen.at });
    attempts.clear();
  }

  return {
    effects,
    execution: {
      ...execution,
      workflowType: seen.workflowType || execution.workflowType,
      taskQueue: seen.taskQueue || execution.taskQueue,
      lookedAt: seen.at,
      lookedRawAt: seen.rawAt,
      ...(seen.closedAt === undefined ? {} : { closedAt: seen.closedAt }),
      workflowCancelRequested: seen.workflowCancelRequested,
      historyLength: Math.max(seen.historyLength, execution.historyLength),
      examinedUpTo: execution.examinedUpTo ?? firstMark(execution, seen, context),
      activities: seen.activities,
      attempts,
      ending,
      orphans,
    },
  };
}

const endAwaitedMs = 15 * 60_000;

function stillAwaited(execution: Execution, now: Millis, effects: Effect[]): EndingAttempt[] {
  return execution.ending.filter(({ goneAt }) => {
    if (now - goneAt < endAwaitedMs) return true;
    effects.push({ kind: 'unreadable', namespace: execution.namespace, cause: 'end_not_in_history' });
    return false;
  });
}

/** An execution that began under our eyes is accounted from its first event; an older one from its first look. */
function firstMark(execution: Execution, seen: Look, context: LookContext): number {
  const bornUnderOurEyes = execution.startedAt !== undefined && execution.startedAt >= context.accountSince;
  return bornUnderOurEyes ? 0 : seen.historyLength;
}

type Seeing = Readonly<{
  execution: Execution;
  labels: ActivityLabels;
  ranUntil: Millis;
  /** The workflow has closed: the list is frozen, nothing on it is known to run. */
  closed: boolean;
  context: LookContext;
  effects: Effect[];
}>;

function lookAtAttempt(before: Attempt | undefined, activity: RunningActivity, seeing: Seeing): Attempt {
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
function open({ activity, scheduledEventId }: Attempt, { execution, ranUntil, context, closed }: Seeing): Episode {
  const fact = [...execution.openFacts.values()].find((known) =>
    scheduledEventId === undefined
      ? known.scheduled?.activityId === activity.activityId
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

function withLost(attempt: Attempt, { ranUntil, labels, closed, context, effects }: Seeing): Attempt {
  if (closed) return attempt;
  const stoppedAt = context.workerStoppedAt(attempt.activity);
  const { lost, ...kept } = attempt;
  if (stoppedAt === undefined) return kept;
  const since = Math.max(stoppedAt, attempt.activity.attemptStartedAt);
  const countedUntil = Math.max(ranUntil, lost?.countedUntil ?? since);
  effects.push({ kind: 'lost', labels, changeMs: Math.max(0, countedUntil - (lost?.countedUntil ?? since)) });
  return { ...kept, lost: { since: lost?.since ?? since, countedUntil } };
}

/**
 * Counts the rest of a lost attempt once another has followed it. The server names the end of an attempt that failed;
 * one that it timed out ended when its timeouts say.
 */
function settleLost(execution: Execution, before: Attempt, next: Activity | undefined, at: Millis, effects: Effect[]) {
  const { lost, ...settled } = before;
  if (lost === undefined || next?.attempt !== before.activity.attempt + 1) return before;
  const { lastAttemptEndedAt = 0 } = next;
  // After a timeout the server goes on naming the end of an attempt before that.
  const isItsEnd = lastAttemptEndedAt >= before.activity.attemptStartedAt;
  const endedAt = isItsEnd ? lastAttemptEndedAt : Math.min(at, allowedUntil(before.activity, at));
  const changeMs = Math.max(0, endedAt - lost.countedUntil);
  effects.push({ kind: 'lost', labels: labelsOf(execution, before.activity), changeMs });
  return settled;
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

function orphansOf(execution: Execution, seen: Look, closedAt: Millis) {
  if (execution.orphans.length > 0) return execution.orphans;
  return seen.activities
    .filter(isOrphanable)
    .map((activity) => orphan(activity, closedAt, execution.attempts.get(activity.activityId)?.episode?.requestedAt));
}

export function isSameAttempt(a: Activity, b: Activity): boolean {
  return a.activityId === b.activityId && a.attempt === b.attempt && a.attemptStartedAt === b.attemptStartedAt;
}

export function labelsOf(execution: Execution, activity: Pick<Activity, 'taskQueue' | 'activityType'>): ActivityLabels {
  return {
    namespace: execution.namespace,
    taskQueue: activity.taskQueue,
    workflowType: execution.kind === 'activity' ? '' : execution.workflowType,
    activityType: activity.activityType,
  };
}
