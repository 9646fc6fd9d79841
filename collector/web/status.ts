import { Turns } from '../async/turns.js';
import { limitConsequences } from '../findings/limit-texts.js';
import type { View } from '../metrics/view.js';
import { callsAtMost } from '../model/calls-at-most.js';
import { phaseOf } from '../model/execution/execution.js';
import { rfc3339 } from '../text/instant.js';
import type { BudgetView, NamespaceView } from '../watch/namespace-view.js';
import type { NamespaceStatus, Status } from './answers.js';

/** What /api/status answers. */
export async function statusOf(view: View, turns = new Turns()): Promise<Status> {
  const namespaces: NamespaceStatus[] = [];
  const seenLive = await turns.once(() => view.seenLive());
  for (const one of view.namespaces()) namespaces.push(await namespaceStatus(one, seenLive.get(one.namespace), turns));
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

async function namespaceStatus(
  view: NamespaceView,
  seenLiveShare: number | undefined,
  turns: Turns,
): Promise<NamespaceStatus> {
  const { namespace, budgets } = view;
  const tracked: Record<string, number> = {};
  let oldest: number | undefined;
  await turns.each(view.executions(), (execution) => {
    const phase = phaseOf(execution);
    tracked[phase] = (tracked[phase] ?? 0) + 1;
    if (phase === 'closed') return;
    const observedAt = execution.describedAt ?? execution.discoveredAt;
    oldest = Math.min(oldest ?? observedAt, observedAt);
  });
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
