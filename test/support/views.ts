import { plainIdentities } from '../../collector/findings/identities.js';
import type { View } from '../../collector/metrics/view.js';
import type { Activity } from '../../collector/model/activity/activity.js';
import type { Execution } from '../../collector/model/execution/execution.js';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import type { Suspect } from '../../collector/model/execution/suspect.js';
import { ActivityGauges } from '../../collector/model/gauges/activity-gauges.js';
import type { NamespaceView } from '../../collector/watch/namespace-view.js';
import { context, descriptionAt, limits, newExecution, runningActivity, t0 } from './model.js';

export const now = t0 + 60_000;

/** An execution with these activities, described a minute after its start. */
export function described(activities: readonly Activity[], more: Partial<Execution> = {}): Execution {
  return foldDescription({ ...newExecution(), ...more }, descriptionAt(now, activities), context).execution;
}

/** The same, with the workers of all of them lost, for so long as is known. */
export function lost(activities: readonly Activity[], knownMs = 0): Execution {
  const execution = described(activities);
  const loss = { since: now - knownMs, countedUntil: now };
  const attempts = Array.from(execution.attempts, ([id, attempt]) => [id, { ...attempt, lost: loss }] as const);
  return { ...execution, attempts: new Map(attempts) };
}

/** An attempt that the server has given up on. */
export function suspectOf(activityId: string, more: Partial<Activity> = {}): Suspect {
  const { namespace, workflowId, runId, kind, workflowType } = newExecution();
  const activity = { ...runningActivity({ activityId }), ...more, attemptStartedAt: t0 };
  return { ...{ namespace, workflowId, runId, kind, workflowType }, activity, givenUpAt: now };
}

export function namespaceView(executions: readonly Execution[], more: Partial<NamespaceView> = {}): NamespaceView {
  const budget = { perSecond: 50, allowedPerSecond: 50, lastRefusal: undefined };
  return {
    namespace: 'default',
    now: () => now,
    rawNow: () => now,
    clockOffsetMs: 0,
    executions: () => executions,
    gauges: gaugesOf(executions),
    up: true,
    lastCompletePassAt: now,
    lastPassStartedAt: now,
    lastReconciledAt: now,
    lastError: undefined,
    budgets: { describe: budget, visibility: budget },
    slots: [],
    cancelsArePushed: false,
    limits: () => [],
    suspects: () => [],
    undecided: () => [],
    ...more,
  };
}

export function gaugesOf(executions: readonly Execution[]): ActivityGauges {
  const byKey = new Map(executions.map((execution) => [execution.key, execution]));
  const gauges = new ActivityGauges(limits);
  for (const execution of byKey.values()) gauges.replace(undefined, execution);
  return gauges;
}

/** What the API and the page read, without an account. */
export function viewOf(...namespaces: readonly NamespaceView[]): View {
  const build = { version: '1.2.3', revision: 'abc' };
  return {
    namespaces: () => namespaces,
    discovery: () => undefined,
    passIntervalMs: () => undefined,
    seenLive: () => new Map(),
    limits,
    build,
    shard: { index: 1, count: 1 },
    identities: plainIdentities,
    wasteHistory: undefined,
    recentlyEnded: () => [],
    traces: () => [],
  } as Partial<View> as View;
}
