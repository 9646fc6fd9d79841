import type { Effect, Trace } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import type { RunningActivity } from '../activity/activity.js';
import type { Execution } from './execution.js';
import type { Suspect } from './suspect.js';

type Holder = Pick<Execution, 'namespace' | 'workflowId' | 'runId' | 'kind' | 'workflowType'>;
type Traced = Extract<Effect, { kind: 'traced' }>;

/** How what stays on record names an attempt of an execution. */
export function attemptNames({ activityId, attempt, workerIdentity }: RunningActivity) {
  return { activityId, attempt, ...(workerIdentity === undefined ? {} : { workerIdentity }) };
}

/** What stays on record of an attempt; nothing where no time went by. */
export function traceOf(
  execution: Holder,
  activity: RunningActivity,
  { kind, from, until }: Pick<Trace, 'kind' | 'from' | 'until'>,
): Traced[] {
  if (until <= from) return [];
  const { workflowId, runId } = execution;
  const of = { workflowId, runId, ...attemptNames(activity), kind, from, until };
  return [{ kind: 'traced', trace: { ...labelsOf(execution, activity), ...of } }];
}

/** Of code that slots showed to run after the server had given up on it. */
export function overrunOf({ activity, givenUpAt, heldUntil = givenUpAt, ...execution }: Suspect): Traced[] {
  return traceOf(execution, activity, { kind: 'ran_on', from: givenUpAt, until: heldUntil });
}
