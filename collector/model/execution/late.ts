import type { Effect } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import type { Millis } from '../activity/activity.js';
import { type Episode, settle } from '../activity/episode.js';
import type { Limits, Reason } from '../activity/reason.js';
import { splitRemainder } from '../activity/split.js';
import { count, ended } from './conclude.js';
import type { Execution } from './execution.js';
import type { Fact } from './history.js';
import { gapIn } from './take-over.js';

/** An attempt that was cancelled and ended between two descriptions. */
export function countLate(execution: Execution, fact: Fact, limits: Limits, effects: Effect[]) {
  const { scheduled, requestedAt, end } = fact;
  if (requestedAt === undefined || end === undefined || !end.ran) return;
  const { takenOverAt } = execution;
  if (Math.max(requestedAt, fact.startedAt ?? requestedAt) < (takenOverAt ?? requestedAt))
    effects.push(gapIn(execution));
  if (end.at < (takenOverAt ?? end.at)) return;
  if (scheduled === undefined) {
    effects.push({ kind: 'unreadable', namespace: execution.namespace, cause: 'scheduling_not_in_history' });
    return;
  }
  const labels = labelsOf(execution, scheduled);
  const reason = lateReason(fact);
  const begun = lateEpisode(requestedAt, fact.startedAt ?? requestedAt, reason, takenOverAt);
  const recount = settle(begun, end.at, splitRemainder(reason, undefined, limits));
  count(effects, labels, recount);
  const { activityId } = scheduled;
  effects.push(ended(execution, { labels, named: { activityId }, end, episode: recount.episode }));
}

export function lateEpisode(requestedAt: Millis, startedAt: Millis, reason: Reason, notBefore?: Millis): Episode {
  const countedFrom = Math.max(requestedAt, startedAt, notBefore ?? requestedAt);
  return {
    requestedAt,
    requestedSource: 'history',
    countedFrom,
    countedUntil: countedFrom,
    ...(notBefore === undefined ? {} : { notBefore }),
    reason,
    late: true,
  };
}

/** No description told a reason: one that ended as canceled was told; of the others, one without heartbeat timeout could not be. */
function lateReason({ scheduled, end }: Fact): Reason {
  if (scheduled?.optionsUnknown) return 'unknown';
  const heard = end?.outcome === 'canceled' || scheduled?.heartbeatTimeoutMs !== undefined;
  return heard ? 'awaiting_heartbeat' : 'no_heartbeat';
}
