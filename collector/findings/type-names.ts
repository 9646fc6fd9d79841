import type { TypeNames } from '../owners/match.js';
import type { Entry } from './entry.js';

/** What names the activity type of an entry. */
export function typeNamesOf({ holder, activity }: Pick<Entry, 'holder' | 'activity'>): TypeNames {
  const { namespace } = holder;
  const { taskQueue, activityType } = activity;
  return { namespace, taskQueue, workflowType: workflowTypeOf(holder), activityType };
}

/** A standalone activity has no workflow. */
export function workflowTypeOf({ kind, workflowType }: Entry['holder']): string {
  return kind === 'activity' ? '' : workflowType;
}

export function typeKeyOf(entry: Pick<Entry, 'holder' | 'activity'>): string {
  const { namespace, taskQueue, workflowType, activityType } = typeNamesOf(entry);
  // The lengths keep apart what names with any character could make alike; this is asked for every activity there is.
  const lengths = `${namespace.length} ${taskQueue.length} ${workflowType.length} `;
  return lengths + namespace + taskQueue + workflowType + activityType;
}
