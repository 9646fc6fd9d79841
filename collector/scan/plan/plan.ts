import type { Millis } from '../../model/activity/activity.js';
import { budgets, needsOf, sizingFor } from '../../model/sizing/sizing.js';
import type { Volume } from '../../temporal/volume.js';
import { rfc3339 } from '../../text/instant.js';
import type { NamespacePlan, Plan } from './plan-schema.js';

export const windowMs = 3_600_000;
/** Started, completed, and one workflow task of three events. */
const eventsOfWorkflowAtLeast = 5;
/** Scheduled, started, ended. */
const eventsOfActivityAtLeast = 3;

type Counted = Readonly<{ namespace: string; volume: Volume }>;

/** What watching these namespaces takes, by the sizing table. */
export function planOf(counted: readonly Counted[], problems: readonly string[], now: Millis): Plan {
  const namespaces = counted.map(namespacePlan);
  const sum = (value: (one: NamespacePlan) => number) => namespaces.reduce((total, one) => total + value(one), 0);
  const requestsPerSecond = sum(({ projected }) => projected.requestsPerSecond);
  const load = {
    openExecutions: sum(({ measured }) => measured.openWorkflows),
    startsPerSecond: sum(({ measured }) => measured.activityStartsPerSecond),
  };
  const { shards, memoryMbPerShard, cpuPerShard } = needsOf(load, requestsPerSecond);
  const firstPassSeconds = Math.max(
    ...namespaces.map(({ measured }) => needsOf(loadOf(measured), requestsPerSecond).firstPassSeconds),
  );
  return {
    observedAt: rfc3339(now) ?? '',
    complete: problems.length === 0,
    namespaces,
    projected:
      namespaces.length === 0 ? null : { requestsPerSecond, shards, memoryMbPerShard, cpuPerShard, firstPassSeconds },
    problems,
  };
}

function namespacePlan({ namespace, volume }: Counted): NamespacePlan {
  const measured = measuredOf(volume);
  const load = loadOf(measured);
  const { openExecutions, startsPerSecond, requestsPerSecond, seenLive } = sizingFor(load);
  return {
    namespace,
    measured,
    projected: {
      row: { openExecutions, startsPerSecond },
      isBeyondTable: openExecutions < load.openExecutions || startsPerSecond < load.startsPerSecond,
      requestsPerSecond,
      seenLive: budgets.map((budget) => ({ requestsPerSecond: budget, share: seenLive[budget] })),
      estimateError: needsOf(load, requestsPerSecond, measured.workflowsClosedPerSecond).estimateError,
    },
  };
}

function loadOf({ openWorkflows, activityStartsPerSecond }: NamespacePlan['measured']) {
  return { openExecutions: openWorkflows, startsPerSecond: activityStartsPerSecond };
}

function measuredOf({ openWorkflows, startedWorkflows, closedWorkflows, eventsOfClosed }: Volume) {
  const perSecond = (count: number) => (count * 1000) / windowMs;
  const workflowsStartedPerSecond = perSecond(startedWorkflows);
  const activitiesAtMost =
    eventsOfClosed === undefined
      ? undefined
      : Math.max(0, (eventsOfClosed - eventsOfWorkflowAtLeast) / eventsOfActivityAtLeast);
  return {
    openWorkflows,
    windowSeconds: windowMs / 1000,
    workflowsStartedPerSecond,
    workflowsClosedPerSecond: perSecond(closedWorkflows),
    eventsPerClosedWorkflow: eventsOfClosed ?? null,
    activityStartsPerSecond: workflowsStartedPerSecond * (activitiesAtMost ?? 1),
    activityStartsBound: activitiesAtMost === undefined ? ('at_least' as const) : ('at_most' as const),
  };
}
