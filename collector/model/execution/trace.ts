import type { Effect, Traced } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import type { RunningActivity } from '../activity/activity.js';
import type { Execution } from './execution.js';

type Holder = Pick<Execution, 'namespace' | 'workflowId' | 'runId' | 'kind' | 'workflowType'>;

/** What stays on record of an attempt; nothing where no time went by. */
export function traceOf(
  execution: Holder,
  activity: RunningActivity,
  { kind, from, until }: Pick<Traced, 'kind' | 'from' | 'until'>,
): Effect[] {
  if (until <= from) return [];
  const { workflowId, runId } = execution;
  const { activityId, attempt } = activity;
  const of = { workflowId, runId, activityId, attempt, kind, from, until };
  return [{ kind: 'traced', labels: labelsOf(execution, activity), of }];
}
