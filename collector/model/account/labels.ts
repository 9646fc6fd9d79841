import type { activityLabels } from '../../metrics/definitions.js';
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

/** The same under the names that they have in metrics. */
export function metricLabels(labels: ActivityLabels): Readonly<Record<(typeof activityLabels)[number], string>> {
  const { namespace, taskQueue, workflowType, activityType } = labels;
  return { namespace, task_queue: taskQueue, workflow_type: workflowType, activity_type: activityType };
}
