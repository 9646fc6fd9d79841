import type { Activity } from '../model/activity/activity.js';
import type { Execution } from '../model/execution/execution.js';
import type { TypeNames } from '../owners/match.js';

type Holder = Readonly<Pick<Execution, 'kind' | 'namespace' | 'workflowType'>>;
type Named = Readonly<Pick<Activity, 'taskQueue' | 'activityType'>>;

/** What names the activity type of an entry. */
export function typeNamesOf({ holder, activity }: Readonly<{ holder: Holder; activity: Named }>): TypeNames {
  const { namespace } = holder;
  const { taskQueue, activityType } = activity;
  return { namespace, taskQueue, workflowType: workflowTypeOf(holder), activityType };
}

/** A standalone activity has no workflow. */
export function workflowTypeOf({ kind, workflowType }: Pick<Holder, 'kind' | 'workflowType'>): string {
  return kind === 'activity' ? '' : workflowType;
}

export function typeKeyOf(holder: Holder, { taskQueue, activityType }: Named): string {
  const { namespace } = holder;
  const workflowType = workflowTypeOf(holder);
  // The lengths keep apart what names with any character could make alike; this is asked for every activity there is.
  const lengths = `${namespace.length} ${taskQueue.length} ${workflowType.length} `;
  return lengths + namespace + taskQueue + workflowType + activityType;
}
