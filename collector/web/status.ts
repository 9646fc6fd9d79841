import { summarize } from '../model/activity-gauges.js';
import { rfc3339 } from '../text/instant.js';
import type { NamespaceWatch } from '../watch/namespace-watch.js';
import type { View } from './view.js';

/** What /api/status answers. */
export function statusOf(view: View) {
  return {
    version: view.build.version,
    revision: view.build.revision,
    namespaces: Array.from(view.namespaces(), namespaceStatus),
  };
}

function namespaceStatus({ parts }: NamespaceWatch) {
  const { namespace, passes, executions, budgets } = parts;
  const tracked: Record<string, number> = {};
  let oldest: number | undefined;
  for (const [phase, { count, oldestObservationAt }] of summarize(executions.values())) {
    tracked[phase] = count;
    if (oldestObservationAt !== undefined) oldest = Math.min(oldest ?? oldestObservationAt, oldestObservationAt);
  }
  return {
    namespace,
    up: passes.up === true,
    tracked,
    lastCompletePassAt: rfc3339(passes.lastCompleteAt),
    oldestObservationAt: rfc3339(oldest),
    budget: {
      describe: { set: budgets.describe.perSecond, allowed: budgets.describe.allowedPerSecond },
      visibility: { set: budgets.visibility.perSecond, allowed: budgets.visibility.allowedPerSecond },
    },
    lastError: passes.lastError ?? null,
  };
}
