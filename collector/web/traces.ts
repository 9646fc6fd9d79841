import { linkTo } from '../findings/commands.js';
import { ownerFields, type RowStyle } from '../findings/rows.js';
import type { View } from '../metrics/view.js';
import type { Trace } from '../model/account/effect.js';
import { endedAtMost } from '../model/account/recently-ended.js';
import type { Millis } from '../model/activity/activity.js';
import { overrunOf } from '../model/execution/trace.js';
import { rfc3339 } from '../text/instant.js';
import { dayBegin } from '../text/zone.js';
import { isNamedBy } from './ended.js';
import type { Overview, Trace as TraceRow } from './overview-schema.js';
import type { PageStyle } from './page-style.js';
import type { RowQuery } from './query.js';

const shownAtMost = 20;
/** The finding that it had while it was shown as a problem. */
const findingOf = { ran_on: 'suspect', lost: 'lost' } as const;

/** The attempts that ended last whose code ran on, or whose worker was lost, of what a query selects. */
export function tracesOf(
  traces: readonly Trace[],
  query: RowQuery,
  style: RowStyle,
): Pick<Overview, 'traces' | 'tracesCount' | 'tracesTruncated'> {
  const { finding } = query;
  const rows = traces
    .filter(({ kind }) => finding === undefined || findingOf[kind] === finding)
    .map((trace) => rowOf(trace, style))
    .filter((row) => isNamedBy(row, query));
  return {
    traces: rows.slice(0, shownAtMost),
    tracesCount: rows.length,
    tracesTruncated: traces.length === endedAtMost,
  };
}

function rowOf(trace: Trace, { identities, uiUrl, owners }: RowStyle): TraceRow {
  const { namespace, taskQueue, workflowType, activityType, workflowId, runId, kind, from, until } = trace;
  const names = { namespace, taskQueue, workflowType, activityType };
  const subject = { kind: workflowType === '' ? 'activity' : 'workflow', namespace, workflowId, runId } as const;
  return {
    ...names,
    workflowId: identities.shown(workflowId),
    runId: identities.shown(runId),
    activityId: identities.shown(trace.activityId),
    attempt: trace.attempt,
    kind,
    from: rfc3339(from) ?? '',
    until: rfc3339(until) ?? '',
    seconds: (until - from) / 1000,
    owner: ownerFields(owners?.().ownerOf(names)),
    uiUrl: uiUrl === undefined || identities.areHidden ? null : linkTo(uiUrl, subject),
  };
}

/** For how long code ran on after the server had given up on it, also what still does: as far as names and team select it. */
export function ranOnOf(
  view: Pick<View, 'traces' | 'namespaces'>,
  { search: _, ...query }: RowQuery,
  style: PageStyle,
  now: Millis,
): Overview['ranOn'] {
  const ended = view.traces().filter(({ kind }) => kind === 'ran_on');
  const present = [...view.namespaces()].flatMap(({ suspects }) => suspects().flatMap(overrunOf));
  const isWanted = (trace: Trace) => {
    const owner = query.team === undefined ? null : ownerFields(style.owners?.().ownerOf(trace));
    return isNamedBy({ ...trace, owner }, query);
  };
  const all = [...ended, ...present.map(({ trace }) => trace)].filter(isWanted);
  const secondsSince = (start: Millis) =>
    all.reduce((sum, { from, until }) => sum + Math.max(0, until - Math.max(from, start)), 0) / 1000;
  return {
    lastHourSeconds: secondsSince(now - 3_600_000),
    todaySeconds: secondsSince(dayBegin(now, style.timeZone)),
  };
}
