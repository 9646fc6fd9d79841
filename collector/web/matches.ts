import { type Entry, isOffender } from '../findings/entry.js';
import { findingsOf } from '../findings/findings.js';
import type { RowStyle } from '../findings/rows.js';
import { typeNamesOf, workflowTypeOf } from '../findings/type-names.js';
import { unowned } from '../owners/owners.js';
import type { RowQuery } from './query.js';

/** Which entries a query selects. */
export function matches(query: RowQuery, style: Pick<RowStyle, 'identities' | 'owners'>): (entry: Entry) => boolean {
  const { namespace, taskQueue, workflowType, activityType, state, reason, finding, offenders, search, team } = query;
  const { identities } = style;
  const owners = team === undefined ? undefined : style.owners?.();
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
    (team === undefined || (owners?.ownerOf(typeNamesOf(entry))?.team ?? unowned) === team) &&
    isFound(entry);
}

function isInState({ activity, conditions }: Entry, state: NonNullable<RowQuery['state']>): boolean {
  if (state === 'orphaned' || state === 'suspect' || state === 'undecided') return conditions[state];
  const { orphaned, suspect, undecided } = conditions;
  return activity.state === state && !orphaned && !suspect && !undecided;
}
