import type { Effect } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import type { Millis, RunningActivity } from '../activity/activity.js';
import { confirm, type Episode, learnRequest } from '../activity/episode.js';
import { allowedUntil } from '../activity/orphan.js';
import { type Limits, reasonIfCancelled, reasonStillRunning } from '../activity/reason.js';
import { splitByReason } from '../activity/split.js';
import { atOnce } from './at-once.js';
import { isOwed, toldAtOf } from './attempt.js';
import { conclude, count, type End } from './conclude.js';
import type { Attempt, EndingAttempt, Execution } from './execution.js';
import { FactsByActivity } from './facts-by-activity.js';
import { closedAt, type Fact, factSteps, type Scheduled, type Tail } from './history.js';
import { countLate, lateEpisode } from './late.js';
import { learnOrphans } from './learn-orphans.js';
import { wasLostBefore } from './loss.js';
import { withOptions } from './options.js';
import { smallMap } from './small-map.js';
import type { Step, Steps } from './step.js';
import { gapIn, withGapOnce } from './take-over.js';

/** Folds a newly read piece of history into what is known of an execution. */
export function foldHistory(execution: Execution, tail: Tail, limits: Limits): Step {
  return atOnce(historySteps(execution, tail, limits));
}

/** The same, with a pause offered after each attempt: there may be thousands. */
export function* historySteps(execution: Execution, tail: Tail, limits: Limits): Steps {
  const effects: Effect[] = [];
  const after = execution.examinedUpTo ?? execution.historyLength;
  const facts = yield* factSteps(tail.events, execution.openFacts);
  yield;
  const byActivity = new FactsByActivity(facts.values());
  yield;
  const workflowClosedAt = execution.closedAt ?? closedAt(tail.events);
  const joined = new Set<number>();

  const factFor = (attempt: Attempt): Fact | undefined => {
    const fact =
      attempt.scheduledEventId === undefined
        ? byActivity.schedulingOf(attempt.activity, after)
        : facts.get(attempt.scheduledEventId);
    if (fact === undefined) return undefined;
    // Its scheduling was not read again: later, when the attempt is forgotten, the fact has to speak for itself.
    if (fact.scheduled !== undefined) return fact;
    const whole = { ...fact, scheduled: scheduledOf(attempt.activity) };
    facts.set(fact.scheduledEventId, whole);
    byActivity.note(whole);
    return whole;
  };
  const fold = (attempt: Attempt | EndingAttempt, isListed: boolean, fact: Fact | undefined, end: End | undefined) => {
    // No retry follows a request: that of an attempt that another followed was made to the last one.
    const supersededAs = attempt.episode === undefined ? supersededAt(attempt, fact) : undefined;
    if (supersededAs !== undefined) {
      conclude(execution, attempt, supersededAs, limits, effects);
      return undefined;
    }
    if (fact !== undefined) joined.add(fact.scheduledEventId);
    const known: Attempt = { ...learn(execution, attempt, isListed, fact, limits, effects), historyAsked: true };
    if (end === undefined) return known;
    conclude(execution, known, end, limits, effects);
    return undefined;
  };

  const ending: EndingAttempt[] = [];
  for (const attempt of execution.ending) {
    const fact = factFor(attempt);
    const left = fold(attempt, false, fact, endOf(attempt, fact, workflowClosedAt));
    if (left !== undefined && isOwed(left)) ending.push({ ...attempt, ...left });
    yield;
  }
  // A running attempt is left behind by a close only once a description shows it on the closed workflow's frozen list.
  const attempts = new Map<string, Attempt>();
  for (const [activityId, attempt] of execution.attempts) {
    const fact = factFor(attempt);
    const left = fold(attempt, true, fact, fact?.end);
    if (left !== undefined) attempts.set(activityId, left);
    yield;
  }

  for (const fact of facts.values())
    if (!joined.has(fact.scheduledEventId) && (fact.end?.eventId ?? 0) > after)
      countLate(execution, fact, limits, effects);
  yield;
  if (tail.tooLong)
    effects.push({ kind: 'unexamined', namespace: execution.namespace, cause: 'too_long', executions: 1 });

  const open = new Map([...facts].filter(([, fact]) => fact.requestedAt !== undefined && fact.end === undefined));
  yield;
  const activities = execution.activities.flatMap((activity) => {
    const attempt = attempts.get(activity.activityId);
    if (attempt !== undefined) return [attempt.activity];
    return execution.attempts.has(activity.activityId) ? [] : [activity];
  });
  yield;
  const isSettled =
    !tail.tooLong &&
    attempts.size + ending.length + open.size + activities.length + execution.orphans.length === 0 &&
    [...facts.values()].every(({ scheduled, end }) => scheduled === undefined || end !== undefined);
  return withGapOnce({
    effects,
    execution: {
      ...execution,
      // What a close leaves unfinished only a description shows.
      ...(isSettled && workflowClosedAt !== undefined ? { closedAt: workflowClosedAt } : {}),
      examinedUpTo: Math.max(tail.newestEventId, after),
      historyLength: Math.max(tail.newestEventId, execution.historyLength),
      attempts: smallMap(attempts),
      ending: tail.tooLong ? [] : ending,
      activities,
      openFacts: smallMap(open),
      orphans: learnOrphans(execution, byActivity, effects),
    },
  });
}

function scheduledOf(activity: RunningActivity): Scheduled {
  const { activityId, activityType, taskQueue, heartbeatTimeoutMs, startToCloseTimeoutMs, optionsUnknown } = activity;
  return {
    ...{ activityId, activityType, taskQueue },
    ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }),
    ...(startToCloseTimeoutMs === undefined ? {} : { startToCloseTimeoutMs }),
    ...(optionsUnknown ? { optionsUnknown } : {}),
  };
}

function endOf(
  { endedBy }: EndingAttempt,
  fact: Fact | undefined,
  workflowClosedAt: Millis | undefined,
): End | undefined {
  if (fact?.end !== undefined) return fact.end;
  return workflowClosedAt === undefined
    ? undefined
    : { at: Math.min(workflowClosedAt, endedBy ?? workflowClosedAt), outcome: 'closed' };
}

/** History names the last attempt alone. One before it, that no description showed being followed, ended when its timeouts say. */
function supersededAt(
  { activity, endedBy }: Attempt & Pick<EndingAttempt, 'endedBy'>,
  fact: Fact | undefined,
): End | undefined {
  if (fact === undefined) return undefined;
  // History has no start of an activity that has not ended: what followed under its ID is its retry.
  const { startedAt = fact.end === undefined ? endedBy : undefined } = fact;
  if (startedAt === undefined || startedAt <= activity.attemptStartedAt + timestampSlackMs) return undefined;
  const nextAt = Math.min(startedAt, endedBy ?? startedAt);
  return { at: Math.min(nextAt, allowedUntil(activity, nextAt)), outcome: 'timed_out' };
}

const timestampSlackMs = 1;

/** Takes over what history says of the options and of the request; an attempt of which no description had shown it gets its episode here. */
function learn(
  execution: Execution,
  attempt: Attempt,
  isListed: boolean,
  fact: Fact | undefined,
  limits: Limits,
  effects: Effect[],
): Attempt {
  if (fact === undefined) return attempt;
  const activity = withOptions(attempt.activity, fact.scheduled);
  const hasNewOptions = activity !== attempt.activity;
  const known: Attempt = { ...attempt, activity, scheduledEventId: fact.scheduledEventId };
  const { requestedAt, end } = fact;
  if (requestedAt === undefined) return known;
  // What is still listed waits for a description to show the request; what was not running when it came has wasted nothing.
  if (attempt.episode === undefined && (end === undefined ? isListed : !end.ran)) return known;
  if (attempt.episode?.requestedSource === 'history' && !hasNewOptions) return known;

  const { attemptStartedAt } = activity;
  const { takenOverAt } = execution;
  if (Math.max(requestedAt, attemptStartedAt) < (takenOverAt ?? requestedAt)) effects.push(gapIn(execution));
  const reasonAtRequest = reasonIfCancelled(activity, requestedAt, limits);
  const before = attempt.episode ?? lateEpisode(requestedAt, attemptStartedAt, reasonAtRequest, takenOverAt);
  const toldAt = toldAtOf({ ...before, requestedAt }, activity);
  const request = { requestedAt, toldAt };
  const split = splitByReason(activity, request, limits);
  const learned =
    attempt.lost !== undefined && wasLostBefore(before, attempt.lost)
      ? { episode: { ...before, requestedAt, requestedSource: 'history' } as const, shares: [] }
      : learnRequest(before, requestedAt, attemptStartedAt, split);
  const reason =
    attempt.episode === undefined ? reasonAtRequest : reasonStillRunning(activity, request, attempt.seenAt, limits);
  const judged: Episode = { ...learned.episode, ...(toldAt === undefined ? {} : { toldAt }), reason };
  const labels = labelsOf(execution, activity);
  count(effects, labels, { ...learned, episode: judged });
  if (!hasNewOptions || attempt.episode === undefined) return { ...known, episode: judged };
  // Its seconds were held back until its options were known.
  const released = confirm(judged, attempt.seenAt, split);
  count(effects, labels, released);
  return { ...known, episode: released.episode };
}
