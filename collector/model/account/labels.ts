import type { activityLabels } from '../../metrics/definitions.js';
import type { Activity } from '../activity/activity.js';
import type { Reason } from '../activity/reason.js';
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

type LabelsOfWasted = ReturnType<typeof metricLabels> & Readonly<{ reason: Reason }>;

/** The labels of wasted seconds: one object for as long as the same activity labels follow each other, as those of one workflow do. */
export class WastedLabels {
  private last: ActivityLabels | undefined;
  private readonly byReason = new Map<Reason, LabelsOfWasted>();

  of(labels: ActivityLabels, reason: Reason): LabelsOfWasted {
    if (this.last === undefined || !isSame(this.last, labels)) this.byReason.clear();
    this.last = labels;
    const known = this.byReason.get(reason) ?? { ...metricLabels(labels), reason };
    this.byReason.set(reason, known);
    return known;
  }
}

function isSame(a: ActivityLabels, b: ActivityLabels): boolean {
  return (
    a === b ||
    (a.activityType === b.activityType &&
      a.taskQueue === b.taskQueue &&
      a.workflowType === b.workflowType &&
      a.namespace === b.namespace)
  );
}
