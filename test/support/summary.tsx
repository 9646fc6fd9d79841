import { renderToString } from 'preact-render-to-string';
import { plainIdentities } from '../../collector/findings/identities.js';
import type { Activity } from '../../collector/model/activity/activity.js';
import type { Execution } from '../../collector/model/execution/execution.js';
import type { Owners } from '../../collector/owners/owners.js';
import { overviewOf } from '../../collector/web/overview.js';
import { HasOwners } from '../../collector/web/page/owner.js';
import { situationOf } from '../../collector/web/page/situation.js';
import { Summary } from '../../collector/web/page/summary.js';
import { staticUi } from '../../collector/web/page/ui.js';
import { readQuery } from '../../collector/web/query.js';
import { runningActivity } from './model.js';
import { described, namespaceView, viewOf } from './views.js';

/** An hour after what is described a minute after the start. */
export const startToCloseTimeoutMs = 3_660_000;
export const blind = (activityId: string, more = {}) =>
  runningActivity({ activityId, state: 'cancel_requested', startToCloseTimeoutMs, ...more });

/** Without anything wasted. */
export const emptyHistory = {
  minutes: [],
  hours: [],
  types: [],
  otherTypes: { count: 0, wastedSeconds: 0 },
  unreachableTypes: 0,
  comparison: null,
};

type Limits = ReturnType<ReturnType<typeof namespaceView>['limits']>;

type More = Partial<ReturnType<typeof namespaceView>>;

/** The top of the page, of one namespace with one execution. @param activities of it, or the executions themselves */
export async function summaryOf(
  activities: Parameters<typeof described>[0] | readonly Execution[],
  limits: Limits = [],
  owners?: Owners,
  query: Record<string, string> = {},
  more: More = {},
) {
  const view = viewOf(namespaceView(executionsOf(activities), { limits: () => limits, ...more }));
  const style = {
    uiUrl: undefined,
    identities: plainIdentities,
    timeZone: 'UTC',
    ...(owners && { owners: () => owners }),
  };
  const overview = await overviewOf(view, readQuery(query), style);
  const now = Date.now();
  const html = renderToString(
    <HasOwners.Provider value={overview.hasOwners}>
      <Summary situation={situationOf(overview, now)} overview={overview} filters={query} now={now} ui={staticUi} />
    </HasOwners.Provider>,
  );
  return { overview, text: html.replaceAll(/<\/?(?:strong|bdi|span)[^>]*>/g, '').replaceAll(/<[^>]+>/g, '|') };
}

function executionsOf(of: readonly Activity[] | readonly Execution[]): readonly Execution[] {
  const isExecution = (one: Activity | Execution): one is Execution => 'runId' in one;
  return of.every(isExecution) ? of : [described(of as readonly Activity[])];
}
