import type { ActivityLabels, Effect, Ended } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import type { Millis } from '../activity/activity.js';
import { type Episode, type Recount, settle, wastedMsOf } from '../activity/episode.js';
import { cannotHear } from '../activity/heartbeat.js';
import { allowedUntil } from '../activity/orphan.js';
import type { Limits } from '../activity/reason.js';
import { type Request, requestOf } from '../activity/request.js';
import { splitRemainder } from '../activity/split.js';
import type { Attempt, Execution, Loss } from './execution.js';
import type { Outcome } from './history.js';
import { wasLostBefore } from './loss.js';
import { overrunCauseOf } from './overrun.js';
import { attemptNames, traceOf } from './trace.js';

export type End = Readonly<{ at: Millis; outcome: Outcome }>;

/** An attempt has ended: adds the exact rest to what was counted of it. */
export function conclude(execution: Execution, attempt: Attempt, end: End, limits: Limits, effects: Effect[]): void {
  const labels = labelsOf(execution, attempt.activity);
  const isGivenUp = end.outcome === 'timed_out' || (end.outcome === 'closed' && execution.kind === 'activity');
  const { episode, lost } = attempt;
  const recount =
    episode === undefined
      ? undefined
      : lost === undefined
        ? settled(episode, end, limits)
        : settledWhileLost(episode, lost, end);
  if (isGivenUp) {
    const request = requestOf(recount?.episode);
    effects.push(givenUp(execution, { ...attempt, request }, end.at, end.outcome === 'timed_out'));
  }
  if (lost !== undefined) {
    effects.push({ kind: 'lost', labels, changeMs: Math.max(0, end.at - lost.countedUntil) });
    effects.push(...traceOf(execution, attempt.activity, { kind: 'lost', from: lost.since, until: end.at }));
  }
  if (episode === undefined || recount === undefined) return;
  count(effects, labels, recount);
  // Before it was taken over: another process counted the end, or none did.
  if (end.at < (episode.notBefore ?? end.at)) return;
  const of = { named: attemptNames(attempt.activity), end, episode: recount.episode };
  effects.push(ended(execution, { labels, ...of, mayRun: mayRunAfter(attempt, end) }));
  const isPrompt = end.at - episode.requestedAt <= pushedWithinMs;
  if (end.outcome === 'canceled' && cannotHear(attempt.activity) && isPrompt)
    effects.push({ kind: 'cancel_was_pushed', namespace: execution.namespace, at: end.at });
}

/** Nothing is known of an attempt without timeouts beyond the close. */
function mayRunAfter({ activity }: Attempt, { at, outcome }: End): MayRun | undefined {
  if (outcome !== 'closed') return undefined;
  const until = allowedUntil(activity, at);
  return until > at ? { startedAt: activity.attemptStartedAt, allowedUntil: until } : undefined;
}

type MayRun = Pick<Ended, 'startedAt' | 'allowedUntil'>;

type EndedAttempt = Readonly<{
  labels: ActivityLabels;
  named: Pick<Ended, 'activityId' | 'attempt' | 'workerIdentity'>;
  end: End;
  episode: Episode;
  mayRun?: MayRun | undefined;
}>;

/** A cancelled attempt has ended. @param attempt its episode as settled */
export function ended({ workflowId, runId }: Execution, { labels, named, end, ...of }: EndedAttempt): Effect {
  const { episode, mayRun } = of;
  const { requestedAt, requestedSource, reason } = episode;
  const { at, outcome } = end;
  const known = { at, requestedAt, requestedSource, wastedMs: wastedMsOf(episode), reason };
  const one = { workflowId, runId, ...named, ...known, ...mayRun };
  return { kind: 'ended', labels, outcome, afterMs: Math.max(0, at - requestedAt), of: one };
}

/** Pushed cancellations arrive within a fraction of a second; an activity that ends by chance just then is rare. */
const pushedWithinMs = 2_000;

function settled(episode: Episode, end: End, limits: Limits): Recount {
  return settle(episode, end.at, splitRemainder(episode.reason, episode.toldAt, limits));
}

/** The rest is lost. Where our clock was ahead, it may have ended before it was found lost. */
function settledWhileLost(episode: Episode, lost: Loss, end: End): Recount {
  if (wasLostBefore(episode, lost) || end.at >= lost.since) return { episode, shares: [] };
  return settle({ ...episode, countedUntil: lost.since, lostMs: 0 }, end.at, () => []);
}

/** Adds a recount to the effects; the series of its reason exists from then on. */
export function count(effects: Effect[], labels: ActivityLabels, { episode, shares }: Recount): void {
  for (const { reason, changeMs } of shares)
    effects.push({ kind: 'wasted', labels, reason, changeMs, late: episode.late });
  if (episode.reason !== 'unknown') effects.push({ kind: 'expected', labels, reason: episode.reason });
}

type GivenUp = Pick<Attempt, 'activity' | 'episode' | 'lost'> & Readonly<{ request?: Request | undefined }>;

/** The server waits no longer for an attempt; whether its code still runs, only the worker knows. */
export function givenUp(
  execution: Execution,
  { activity, episode, lost, request }: GivenUp,
  at: Millis,
  timedOut: boolean,
): Effect {
  const { namespace, workflowId, runId, kind, workflowType } = execution;
  const known = { namespace, workflowId, runId, kind, workflowType, activity, givenUpAt: at };
  const cause = timedOut ? overrunCauseOf(activity, episode, at) : undefined;
  const suspect = {
    ...known,
    ...(cause === undefined ? {} : { cause }),
    ...(request === undefined ? {} : { request }),
  };
  const isOursThroughout = activity.attemptStartedAt >= (execution.takenOverAt ?? activity.attemptStartedAt);
  const mayHaveBeenLost = timedOut && episode === undefined && lost === undefined && isOursThroughout;
  return { kind: 'given_up', suspect, ...(mayHaveBeenLost ? { mayHaveBeenLost } : {}) };
}
