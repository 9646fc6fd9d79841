import { type Entry, isOffender } from '../findings/entry.js';
import { findingsOf } from '../findings/findings.js';
import type { RowStyle } from '../findings/rows.js';
import type { RowQuery } from './query.js';

/** Which entries a query wants. */
export function matches(query: RowQuery, { identities }: Pick<RowStyle, 'identities'>): (entry: Entry) => boolean {
  const { namespace, taskQueue, workflowType, activityType, state, reason, finding, offenders, search } = query;
  const isNamed = ({ holder, activity }: Entry) =>
    (namespace === undefined || holder.namespace === namespace) &&
    (taskQueue === undefined || activity.taskQueue === taskQueue) &&
    (workflowType === undefined || workflowTypeOf(holder) === workflowType) &&
    (activityType === undefined || activity.activityType === activityType);
  const isFound = ({ holder, activity }: Entry) =>
    search === undefined ||
    [holder.workflowId, holder.runId, activity.activityId, activity.workerIdentity ?? ''].some((id) =>
      identities.shown(id).includes(search),
    );
  return (entry) =>
    isNamed(entry) &&
    (state === undefined || isInState(entry, state)) &&
    (reason === undefined || entry.conditions.reason === reason) &&
    (finding === undefined || findingsOf(entry.conditions).includes(finding)) &&
    (offenders === undefined || isOffender(entry) === offenders) &&
    isFound(entry);
}

function isInState({ activity, conditions }: Entry, state: NonNullable<RowQuery['state']>): boolean {
  const { orphaned, suspect } = conditions;
  if (state === 'orphaned') return orphaned;
  if (state === 'suspect') return suspect;
  return activity.state === state && !orphaned && !suspect;
}

/** A standalone activity has no workflow. */
export function workflowTypeOf({ kind, workflowType }: Entry['holder']): string {
  return kind === 'activity' ? '' : workflowType;
}
