import type { Effect } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import { type Activity, isRunning, isSameAttempt, type Millis } from '../activity/activity.js';
import { allowedUntil, isOrphanable, orphanOf } from '../activity/orphan.js';
import { atOnce } from './at-once.js';
import { isOwed, observeAttempt } from './attempt.js';
import { conclude, type End, givenUp } from './conclude.js';
import { type Attempt, type EndingAttempt, type Execution, emptyList } from './execution.js';
import type { FoldContext } from './fold-context.js';
import { KnownOptions } from './options.js';
import { noEntries, smallMap } from './small-map.js';
import type { Step, Steps } from './step.js';
import { orphanFrom, takeOver, withGapOnce } from './take-over.js';
import { traceOf } from './trace.js';

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

/** Folds a description into what is known of an execution. */
export function foldDescription(before: Execution, answer: Description, context: FoldContext): Step {
  return atOnce(descriptionSteps(before, answer, context));
}

/** The same, with a pause offered after each activity: there may be thousands. */
export function* descriptionSteps(before: Execution, answer: Description, context: FoldContext): Steps {
  if (before.closedAt !== undefined) return { execution: before, effects: [] };
  const { execution, effects: takenOver } = takeOver(before, answer);
  const effects: Effect[] = [...takenOver];
  const options = new KnownOptions(execution);
  const activities = answer.activities.map((activity) => options.addTo(activity));
  yield;
  const description = { ...answer, activities };
  const closed = description.closedAt !== undefined;
  const attempts = yield* observeAttempts(execution, description, context, effects);
  const gone = yield* goneFrom(execution, attempts, description, context, effects);
  const ending = [...stillAwaited(execution, description.at, effects), ...gone];
  if (description.wasCancelRequested && ![...execution.attempts.values()].some(({ episode }) => episode !== undefined))
    effects.push({ kind: 'unreadable', namespace: execution.namespace, cause: 'cancel_time_not_on_record' });
  // Of a closed workflow's frozen list nothing is known to run.
  if (closed)
    for (const attempt of attempts.values())
      if (isOwed(attempt)) ending.push({ ...attempt, historyAsked: false, goneAt: description.at });

  return withGapOnce({
    effects,
    execution: {
      ...execution,
      workflowType: description.workflowType || execution.workflowType,
      taskQueue: description.taskQueue || execution.taskQueue,
      describedAt: description.at,
      describedRawAt: description.rawAt,
      ...(description.closedAt === undefined ? {} : { closedAt: description.closedAt }),
      workflowCancelRequested: description.workflowCancelRequested,
      historyLength: Math.max(description.historyLength, execution.historyLength),
      examinedUpTo: execution.examinedUpTo ?? firstMark(execution, description, context),
      activities: listOf(description.activities, execution.activities),
      attempts: closed ? noEntries : smallMap(attempts),
      ending: ending.length === 0 ? emptyList : ending,
      orphans:
        description.closedAt === undefined
          ? emptyList
          : orphansOf(execution, attempts, description, description.closedAt),
    },
  });
}

/** The list as it was where nothing has changed. A copy has no room for more. */
function listOf(activities: readonly Activity[], before: readonly Activity[]): readonly Activity[] {
  if (activities.length === 0) return emptyList;
  const isUnchanged = activities.length === before.length && activities.every((one, place) => one === before[place]);
  return isUnchanged ? before : activities.slice();
}

function* observeAttempts(
  execution: Execution,
  description: Description,
  context: FoldContext,
  effects: Effect[],
): Generator<void, Map<string, Attempt>> {
  const attempts = new Map<string, Attempt>();
  const ranUntil = description.closedAt === undefined ? description.at : Math.min(description.at, description.closedAt);
  for (const activity of description.activities) {
    if (!isRunning(activity)) continue;
    const before = execution.attempts.get(activity.activityId);
    const same = before !== undefined && isSameAttempt(before.activity, activity) ? before : undefined;
    const labels = labelsOf(execution, activity);
    const observation = { execution, labels, ranUntil, closed: description.closedAt !== undefined, context, effects };
    attempts.set(activity.activityId, observeAttempt(same, activity, observation));
    yield;
  }
  return attempts;
}

/** The attempts that are no longer listed and whose end has still to be read from history. */
function* goneFrom(
  execution: Execution,
  attempts: ReadonlyMap<string, Attempt>,
  description: Description,
  { limits }: FoldContext,
  effects: Effect[],
): Generator<void, EndingAttempt[]> {
  const ending: EndingAttempt[] = [];
  const describedById = new Map(description.activities.map((activity) => [activity.activityId, activity]));
  for (const before of execution.attempts.values()) {
    yield;
    const after = attempts.get(before.activity.activityId);
    if (after !== undefined && isSameAttempt(before.activity, after.activity)) continue;
    const next = describedById.get(before.activity.activityId);
    const until = Math.min(description.at, description.closedAt ?? description.at);
    const retriedAt = next === undefined ? undefined : endIfRetried(before, next, until);
    // A retry writes nothing to history: where that grew, the activity ID may have been used again for another activity.
    const isRetry = description.historyLength <= execution.historyLength;
    const gone = retriedAt !== undefined && isRetry ? settleLost(execution, before, retriedAt, effects) : before;
    if (description.end !== undefined) conclude(execution, gone, description.end, limits, effects);
    else if (isOwed(gone)) {
      const endedBy = retriedAt ?? next?.attemptStartedAt;
      const end = endedBy === undefined ? {} : { endedBy };
      ending.push({ ...gone, historyAsked: false, goneAt: description.at, ...end });
    }
    // Its end is not counted, but history will show whether it timed out: then its code may keep running.
    else if (next === undefined) ending.push({ ...gone, historyAsked: true, goneAt: description.at });
    else if (next.attempt > 1 && next.lastAttemptTimedOut)
      effects.push(givenUp(execution, before, Math.min(until, allowedUntil(before.activity, until)), true));
  }
  return ending;
}

/**
 * When a lost attempt ended if the next one is its retry. The server names the end of an attempt that failed; one that it
 * timed out ended when its timeouts say.
 */
function endIfRetried({ activity, episode, lost }: Attempt, next: Activity, at: Millis): Millis | undefined {
  if (lost === undefined || episode !== undefined || next.attempt !== activity.attempt + 1) return undefined;
  const { lastAttemptEndedAt = 0 } = next;
  // After a timeout the server still names the end of an attempt before that.
  const isItsEnd = lastAttemptEndedAt >= activity.attemptStartedAt;
  return isItsEnd ? lastAttemptEndedAt : Math.min(at, allowedUntil(activity, at));
}

/** Counts the rest of a lost attempt. */
function settleLost(execution: Execution, { lost, ...settled }: Attempt, endedAt: Millis, effects: Effect[]): Attempt {
  const changeMs = Math.max(0, endedAt - (lost?.countedUntil ?? endedAt));
  effects.push({ kind: 'lost', labels: labelsOf(execution, settled.activity), changeMs });
  const from = lost?.since ?? endedAt;
  effects.push(...traceOf(execution, settled.activity, { kind: 'lost', from, until: endedAt }));
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
function firstMark(execution: Execution, description: Description, context: FoldContext): number {
  const beganWhileFollowed = execution.startedAt !== undefined && execution.startedAt >= context.accountSince;
  return beganWhileFollowed ? 0 : description.historyLength;
}

function orphansOf(
  execution: Execution,
  attempts: ReadonlyMap<string, Attempt>,
  description: Description,
  closedAt: Millis,
) {
  if (execution.orphans.length > 0) return execution.orphans;
  return description.activities.filter(isOrphanable).map((activity) => {
    const left = orphanOf(activity, closedAt, attempts.get(activity.activityId)?.episode);
    return orphanFrom(execution.takenOverAt, left);
  });
}
