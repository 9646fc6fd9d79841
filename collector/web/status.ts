import type { View } from '../metrics/view.js';
import { summarize } from '../model/activity-gauges.js';
import { rfc3339 } from '../text/instant.js';
import type { NamespaceView } from '../watch/namespace-view.js';

/** What /api/status answers. */
export function statusOf(view: View) {
  return {
    version: view.build.version,
    revision: view.build.revision,
    namespaces: Array.from(view.namespaces(), namespaceStatus),
  };
}

function namespaceStatus(view: NamespaceView) {
  const { namespace, budgets } = view;
  const tracked: Record<string, number> = {};
  let oldest: number | undefined;
  for (const [phase, { count, oldestObservationAt }] of summarize(view.executions())) {
    tracked[phase] = count;
    if (oldestObservationAt !== undefined) oldest = Math.min(oldest ?? oldestObservationAt, oldestObservationAt);
  }
  return {
    namespace,
    up: view.up === true,
    tracked,
    lastCompletePassAt: rfc3339(view.lastCompletePassAt),
    oldestObservationAt: rfc3339(oldest),
    budget: {
      describe: { set: budgets.describe.perSecond, allowed: budgets.describe.allowedPerSecond },
      visibility: { set: budgets.visibility.perSecond, allowed: budgets.visibility.allowedPerSecond },
    },
    lastError: view.lastError ?? null,
  };
}
