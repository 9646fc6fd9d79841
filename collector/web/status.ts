import { Turns } from '../async/turns.js';
import { limitConsequences } from '../findings/limit-texts.js';
import type { View } from '../metrics/view.js';
import { callsAtMost } from '../model/calls-at-most.js';
import { phases } from '../model/execution/execution.js';
import { rfc3339 } from '../text/instant.js';
import type { BudgetView, NamespaceView } from '../watch/namespace-view.js';
import type { NamespaceStatus, Status } from './answers.js';

/** What /api/status answers. */
export async function statusOf(view: View, turns = new Turns()): Promise<Status> {
  const namespaces: NamespaceStatus[] = [];
  const seenLive = await turns.once(() => view.seenLive());
  for (const one of view.namespaces()) namespaces.push(namespaceStatus(one, seenLive.get(one.namespace)));
  const { version, revision } = view.build;
  const budgets = namespaces.flatMap(({ budget }) => [budget.describe.set, budget.visibility.set]);
  return {
    version,
    revision,
    callsAtMost: callsAtMost(budgets, view.totalRequestsPerSecond, view.shard.count),
    namespaceDiscovery: view.discovery() ?? null,
    namespaces,
  };
}

function namespaceStatus(view: NamespaceView, seenLiveShare: number | undefined): NamespaceStatus {
  const { namespace, budgets } = view;
  const { phases: gauges } = view.gauges;
  const shown = phases.filter((phase) => gauges.countOf(phase) > 0);
  const tracked = Object.fromEntries(shown.map((phase) => [phase, gauges.countOf(phase)]));
  const observations = shown.map((phase) => gauges.oldestObservationAt(phase)).filter((at) => at !== undefined);
  const oldest = observations.length === 0 ? undefined : Math.min(...observations);
  return {
    namespace,
    up: view.up === true,
    tracked,
    lastCompletePassAt: rfc3339(view.lastCompletePassAt),
    oldestObservationAt: rfc3339(oldest),
    budget: {
      describe: budgetOf(budgets.describe),
      visibility: budgetOf(budgets.visibility),
    },
    seenLiveShare: seenLiveShare ?? null,
    limits: view.limits().map((limit) => ({ limit, consequence: limitConsequences[limit] })),
    lastError: view.lastError ?? null,
  };
}

function budgetOf({ perSecond, allowedPerSecond, lastRefusal }: BudgetView): NamespaceStatus['budget']['describe'] {
  const budget = { set: perSecond, allowed: allowedPerSecond };
  const at = rfc3339(lastRefusal?.at);
  if (lastRefusal === undefined || at === null) return { ...budget, lastRefusal: null };
  const { cause, scope } = lastRefusal;
  return { ...budget, lastRefusal: { cause, scope, at } };
}
