import type { Activity } from '../activity/activity.js';
import type { ExecutionKind } from '../execution/execution.js';
import type { ActivityLabels } from './effect.js';

/** The labels that every metric of an activity has. */
export function labelsOf(
  execution: Readonly<{ namespace: string; kind: ExecutionKind; workflowType: string }>,
  activity: Pick<Activity, 'taskQueue' | 'activityType'>,
): ActivityLabels {
  return {
    namespace: execution.namespace,
    taskQueue: activity.taskQueue,
    workflowType: execution.kind === 'activity' ? '' : execution.workflowType,
    activityType: activity.activityType,
  };
}

/** Their values, in the order of every metric's table entry. */
export function valuesOf({ namespace, taskQueue, workflowType, activityType }: ActivityLabels): string[] {
  return [namespace, taskQueue, workflowType, activityType];
}
