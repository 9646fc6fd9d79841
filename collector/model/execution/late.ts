import type { Effect } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import type { Millis } from '../activity/activity.js';
import { type Episode, settle } from '../activity/episode.js';
import type { Reason } from '../activity/reason.js';
import { count } from './conclude.js';
import type { Execution } from './execution.js';
import type { Fact } from './history.js';

/** An attempt that was cancelled and ended between two looks. */
export function countLate(execution: Execution, fact: Fact, effects: Effect[]) {
  const { scheduled, requestedAt, end } = fact;
  if (requestedAt === undefined || end === undefined || !end.ran) return;
  if (scheduled === undefined) {
    effects.push({ kind: 'unreadable', namespace: execution.namespace, cause: 'scheduling_not_in_history' });
    return;
  }
  const labels = labelsOf(execution, scheduled);
  count(effects, labels, settle(lateEpisode(requestedAt, fact.startedAt ?? requestedAt, lateReason(fact)), end.at));
  effects.push({ kind: 'ended', labels, outcome: end.outcome, afterMs: Math.max(0, end.at - requestedAt) });
}

export function lateEpisode(requestedAt: Millis, startedAt: Millis, reason: Reason): Episode {
  const countedFrom = Math.max(requestedAt, startedAt);
  return {
    requestedAt,
    requestedSource: 'history',
    countedFrom,
    countedUntil: countedFrom,
    reason,
    late: true,
  };
}

/** No look found a reason: one that ended as canceled must have heard, one without heartbeat timeout that did not could not. */
function lateReason({ scheduled, end }: Fact): Reason {
  const heard = end?.outcome === 'canceled' || scheduled?.heartbeatTimeoutMs !== undefined;
  return heard ? 'awaiting_heartbeat' : 'no_heartbeat';
}
