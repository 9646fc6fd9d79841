import type { ActivityLabels, Effect } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import type { Millis } from '../activity/activity.js';
import { type Recount, settle } from '../activity/episode.js';
import type { Attempt, Execution } from './execution.js';
import type { Outcome } from './history.js';

export type End = Readonly<{ at: Millis; outcome: Outcome }>;

/** An attempt has ended: adds the exact rest to what was counted of it. */
export function conclude(execution: Execution, attempt: Attempt, end: End, effects: Effect[]): void {
  const labels = labelsOf(execution, attempt.activity);
  const isGivenUp = end.outcome === 'timed_out' || (end.outcome === 'closed' && execution.kind === 'activity');
  if (isGivenUp) effects.push(givenUp(execution, attempt.activity, end.at));
  if (attempt.lost !== undefined)
    effects.push({ kind: 'lost', labels, changeMs: Math.max(0, end.at - attempt.lost.countedUntil) });
  if (attempt.episode === undefined) return;
  count(effects, labels, settle(attempt.episode, end.at));
  const afterMs = Math.max(0, end.at - attempt.episode.requestedAt);
  effects.push({ kind: 'ended', labels, outcome: end.outcome, afterMs });
}

export function count(effects: Effect[], labels: ActivityLabels, { episode, changeMs }: Recount): void {
  effects.push({ kind: 'wasted', labels, reason: episode.reason, changeMs, late: episode.late });
}

/** The server waits no longer for an attempt; whether its code still runs, only the worker knows. */
export function givenUp(execution: Execution, activity: Attempt['activity'], at: Millis): Effect {
  const { namespace, workflowId, runId, kind, workflowType } = execution;
  return { kind: 'given_up', suspect: { namespace, workflowId, runId, kind, workflowType, activity, givenUpAt: at } };
}
