import type { Effect } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import { type Activity, isRunning, isSameAttempt, type Millis } from '../activity/activity.js';
import { allowedUntil, isOrphanable, orphan } from '../activity/orphan.js';
import { isOwed, observeAttempt } from './attempt.js';
import { conclude, type End, givenUp } from './conclude.js';
import { type Attempt, type EndingAttempt, type Execution, emptyList, noEntries } from './execution.js';
import type { FoldContext } from './fold-context.js';
import { withKnownOptions } from './options.js';

/** What one Describe said about an execution, as of the instant at which it was asked. */
export type Description = Readonly<{
  at: Millis;
  /** The same by our own clock, uncorrected. */
  rawAt: Millis;
  closedAt?: Millis;
  workflowType: string;
  taskQueue: string;
  historyLength: number;
  workflowCancelRequested: boolean;
  activities: readonly Activity[];
  /** How a standalone activity ended: there is no other source. */
  end?: End;
  /** The cancellation of a standalone activity that has ended had been requested; when is not on record. */
  wasCancelRequested?: boolean;
}>;

export type Step = Readonly<{ execution: Execution; effects: readonly Effect[] }>;

/** Folds a description into what is known of an execution. */
export function foldDescription(execution: Execution, described: Description, context: FoldContext): Step {
  if (execution.closedAt !== undefined) return { execution, effects: [] };
  const effects: Effect[] = [];
  const activities = described.activities.map((activity) => withKnownOptions(execution, activity));
  const seen = { ...described, activities };
  const closed = seen.closedAt !== undefined;
  const attempts = observeAttempts(execution, seen, context, effects);
  const gone = goneFrom(execution, attempts, seen, context, effects);
  const ending = [...stillAwaited(execution, seen.at, effects), ...gone];
  if (seen.wasCancelRequested && ![...execution.attempts.values()].some(({ episode }) => episode !== undefined))
    effects.push({ kind: 'unreadable', namespace: execution.namespace, cause: 'cancel_time_not_on_record' });
  // Of a closed workflow's frozen list nothing is known to run.
  if (closed)
    for (const attempt of attempts.values())
      if (isOwed(attempt)) ending.push({ ...attempt, historyAsked: false, goneAt: seen.at });

  return {
    effects,
    execution: {
      ...execution,
      workflowType: seen.workflowType || execution.workflowType,
      taskQueue: seen.taskQueue || execution.taskQueue,
      describedAt: seen.at,
      describedRawAt: seen.rawAt,
      ...(seen.closedAt === undefined ? {} : { closedAt: seen.closedAt }),
      workflowCancelRequested: seen.workflowCancelRequested,
      historyLength: Math.max(seen.historyLength, execution.historyLength),
      examinedUpTo: execution.examinedUpTo ?? firstMark(execution, seen, context),
      activities: seen.activities.length === 0 ? emptyList : seen.activities,
      attempts: closed || attempts.size === 0 ? noEntries : attempts,
      ending: ending.length === 0 ? emptyList : ending,
      orphans: seen.closedAt === undefined ? emptyList : orphansOf(execution, seen, seen.closedAt),
    },
  };
}

function observeAttempts(execution: Execution, seen: Description, context: FoldContext, effects: Effect[]) {
  const attempts = new Map<string, Attempt>();
  const ranUntil = seen.closedAt === undefined ? seen.at : Math.min(seen.at, seen.closedAt);
  for (const activity of seen.activities) {
    if (!isRunning(activity)) continue;
    const before = execution.attempts.get(activity.activityId);
    const same = before !== undefined && isSameAttempt(before.activity, activity) ? before : undefined;
    const labels = labelsOf(execution, activity);
    const seeing = { execution, labels, ranUntil, closed: seen.closedAt !== undefined, context, effects };
    attempts.set(activity.activityId, observeAttempt(same, activity, seeing));
  }
  return attempts;
}

/** The attempts that are no longer listed and whose end history has still to tell. */
function goneFrom(
  execution: Execution,
  attempts: ReadonlyMap<string, Attempt>,
  seen: Description,
  { limits }: FoldContext,
  effects: Effect[],
): EndingAttempt[] {
  const ending: EndingAttempt[] = [];
  for (const before of execution.attempts.values()) {
    const after = attempts.get(before.activity.activityId);
    if (after !== undefined && isSameAttempt(before.activity, after.activity)) continue;
    const next = seen.activities.find(({ activityId }) => activityId === before.activity.activityId);
    const until = Math.min(seen.at, seen.closedAt ?? seen.at);
    const gone = settleLost(execution, before, next, until, effects);
    if (seen.end !== undefined) conclude(execution, gone, seen.end, limits, effects);
    else if (isOwed(gone)) ending.push({ ...gone, historyAsked: false, goneAt: seen.at, ...endedBy(next) });
    // Its end is of no account, but history will say whether it timed out: then its code may run on.
    else if (next === undefined) ending.push({ ...gone, historyAsked: true, goneAt: seen.at });
    else if (next.attempt > 1 && next.lastAttemptTimedOut)
      effects.push(givenUp(execution, before, Math.min(until, allowedUntil(before.activity, until)), true));
  }
  return ending;
}

function endedBy(next: Activity | undefined) {
  return next?.attemptStartedAt === undefined ? {} : { endedBy: next.attemptStartedAt };
}

/**
 * Counts the rest of a lost attempt once another has followed it. The server names the end of an attempt that failed;
 * one that it timed out ended when its timeouts say.
 */
function settleLost(
  execution: Execution,
  before: Attempt,
  next: Activity | undefined,
  at: Millis,
  effects: Effect[],
): Attempt {
  const { lost, ...settled } = before;
  if (lost === undefined || before.episode !== undefined || next?.attempt !== before.activity.attempt + 1)
    return before;
  const { lastAttemptEndedAt = 0 } = next;
  // After a timeout the server goes on naming the end of an attempt before that.
  const isItsEnd = lastAttemptEndedAt >= before.activity.attemptStartedAt;
  const endedAt = isItsEnd ? lastAttemptEndedAt : Math.min(at, allowedUntil(before.activity, at));
  const changeMs = Math.max(0, endedAt - lost.countedUntil);
  effects.push({ kind: 'lost', labels: labelsOf(execution, before.activity), changeMs });
  return settled;
}

const endAwaitedMs = 15 * 60_000;

function stillAwaited(execution: Execution, now: Millis, effects: Effect[]): EndingAttempt[] {
  return execution.ending.filter((attempt) => {
    if (now - attempt.goneAt < endAwaitedMs) return true;
    if (isOwed(attempt))
      effects.push({ kind: 'unreadable', namespace: execution.namespace, cause: 'end_not_in_history' });
    return false;
  });
}

/** An execution that began while the namespace was followed is accounted from its first event; an older one from its first description. */
function firstMark(execution: Execution, seen: Description, context: FoldContext): number {
  const beganWhileFollowed = execution.startedAt !== undefined && execution.startedAt >= context.accountSince;
  return beganWhileFollowed ? 0 : seen.historyLength;
}

function orphansOf(execution: Execution, seen: Description, closedAt: Millis) {
  if (execution.orphans.length > 0) return execution.orphans;
  return seen.activities
    .filter(isOrphanable)
    .map((activity) => orphan(activity, closedAt, requestedAtByHistory(execution.attempts.get(activity.activityId))));
}

function requestedAtByHistory(attempt: Attempt | undefined): Millis | undefined {
  return attempt?.episode?.requestedSource === 'history' ? attempt.episode.requestedAt : undefined;
}
