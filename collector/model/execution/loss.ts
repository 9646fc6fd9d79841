import type { ActivityLabels, Effect } from '../account/effect.js';
import type { Millis, RunningActivity } from '../activity/activity.js';
import type { Episode } from '../activity/episode.js';
import { heartbeatOfThisAttempt, isStale } from '../activity/heartbeat.js';
import { slackMs, usualPeriodMs } from '../workers/worker.js';
import type { Attempt, Execution, Loss } from './execution.js';
import type { FoldContext } from './fold-context.js';

type Observed = Readonly<{
  execution: Pick<Execution, 'takenOverAt'>;
  ranUntil: Millis;
  labels: ActivityLabels;
  context: FoldContext;
  effects: Effect[];
}>;

/** Since when the worker of an attempt has been silent, and until when that is known; undefined: it is not lost. */
export function silenceOfWorker(
  { activity, lost }: Attempt,
  { ranUntil, context }: Pick<Observed, 'ranUntil' | 'context'>,
): Readonly<{ lastReportAt: Millis; silentUntil: Millis }> | undefined {
  // Its task queue is not known, and so neither is its worker.
  if (activity.optionsUnknown) return undefined;
  const worker = context.workerOf(activity);
  const isHeard = activity.heartbeatTimeoutMs !== undefined && !isStale(activity, ranUntil, context.limits);
  if (worker.kind === 'reporting' || isHeard) return undefined;
  if (worker.kind === 'stopped') {
    const { lastReportAt, silentUntil } = worker;
    return showsLife(activity, lastReportAt)
      ? undefined
      : { lastReportAt, silentUntil: Math.min(ranUntil, silentUntil) };
  }
  return lost === undefined ? undefined : { lastReportAt: lost.since, silentUntil: ranUntil };
}

/** It sent a heartbeat long after its worker should have reported: the reports do not come, but the worker runs. */
function showsLife(activity: RunningActivity, lastReportAt: Millis): boolean {
  const heartbeatAt = heartbeatOfThisAttempt(activity) ?? lastReportAt;
  return heartbeatAt > lastReportAt + usualPeriodMs + slackMs;
}

/** Counts what a workflow waited for an attempt that is not cancelled and whose worker has stopped, since its last report. */
export function followLoss(attempt: Attempt, observation: Observed): Attempt {
  const { lost, ...kept } = attempt;
  const silence = silenceOfWorker(attempt, observation);
  if (silence === undefined) return kept;
  const since = Math.max(silence.lastReportAt, attempt.activity.attemptStartedAt);
  const countedUntil = Math.max(since, observation.execution.takenOverAt ?? since);
  return { ...kept, lost: advance(lost ?? { since, countedUntil }, silence.silentUntil, observation) };
}

/** The same of a cancelled attempt that was lost before: its seconds are lost, not wasted. */
export function followCancelledLoss(
  attempt: Attempt & Readonly<{ episode: Episode; lost: Loss }>,
  silentUntil: Millis,
  observation: Observed,
): Attempt {
  const lost = advance(attempt.lost, silentUntil, observation);
  const { episode } = attempt;
  const { countedUntil } = lost;
  if (wasLostBefore(episode, attempt.lost)) {
    const shifted = { ...episode, countedFrom: countedUntil, countedUntil, lostBefore: countedUntil };
    return { ...attempt, lost, episode: shifted };
  }
  const lostMs = (episode.lostMs ?? 0) + countedUntil - attempt.lost.countedUntil;
  return { ...attempt, lost, episode: { ...episode, countedUntil, lostMs } };
}

/** The loss had begun before the cancellation was first observed: nothing of the episode is wasted so far. */
export function wasLostBefore({ lostBefore }: Episode, lost: Loss): boolean {
  return lostBefore !== undefined && lost.since <= lostBefore;
}

/** Its worker reports again: from here on it is wasted, but not before its cancellation was requested. */
export function resume(episode: Episode, lost: Loss, attemptStartedAt: Millis): Episode {
  if (!wasLostBefore(episode, lost)) return episode;
  const from = Math.max(lost.countedUntil, episode.requestedAt, attemptStartedAt);
  return { ...episode, countedFrom: from, countedUntil: from };
}

/** Without the losses that the workers' reports, compared with all that runs there, do not prove. */
export function keepProvenLosses(execution: Execution, workerOf: FoldContext['workerOf']): Execution {
  const attempts = [...execution.attempts].map(([activityId, attempt]) => {
    const { lost, ...kept } = attempt;
    const isProven = lost === undefined || workerOf(attempt.activity).kind === 'stopped';
    return [activityId, isProven ? attempt : kept] as const;
  });
  return attempts.length === 0 ? execution : { ...execution, attempts: new Map(attempts) };
}

function advance(lost: Loss, silentUntil: Millis, { labels, effects }: Observed): Loss {
  const countedUntil = Math.max(silentUntil, lost.countedUntil);
  effects.push({ kind: 'lost', labels, changeMs: countedUntil - lost.countedUntil });
  return { since: lost.since, countedUntil };
}
