import { adviceOnGroup } from '../findings/advice.js';
import { compareEntries, type Entry, entriesOf, isOffender } from '../findings/entry.js';
import { plainIdentities } from '../findings/identities.js';
import type { Row } from '../findings/row.js';
import { type RowStyle, rowOf } from '../findings/rows.js';
import { isRunning, type Millis } from '../model/activity/activity.js';
import type { Limits } from '../model/activity/reason.js';
import type { Owners } from '../owners/owners.js';
import { rfc3339 } from '../text/instant.js';
import type { Advice, Report } from './report-schema.js';
import type { NamespaceScan } from './scan-namespace.js';

export type ReportParts = Readonly<{
  scans: readonly NamespaceScan[];
  problems: readonly string[];
  now: Millis;
  limits: Limits;
  uiUrl: string | undefined;
  accessTo?: RowStyle['accessTo'];
  owners: Owners | undefined;
}>;

export function reportOf({ scans, problems, now, limits, uiUrl, accessTo, owners }: ReportParts): Report {
  const style = { uiUrl, accessTo, identities: plainIdentities, owners: owners && (() => owners) };
  const entries: Entry[] = [];
  for (const { executions, endedAt } of scans)
    for (const execution of executions) entries.push(...entriesOf(execution, { now: endedAt, limits }));
  entries.sort(compareEntries);
  const activities = entries.filter(isOffender).map((entry) => rowOf(entry, style));
  return {
    observedAt: rfc3339(now),
    complete: problems.length === 0 && scans.every((scan) => scan.problems.length === 0),
    activities,
    advice: adviceFor(activities),
    workflowCancelRequested: entries
      .filter((entry) => !isOffender(entry) && entry.holder.workflowCancelRequested && isRunning(entry.activity))
      .map((entry) => rowOf(entry, style)),
    namespaces: scans.map((scan) => ({
      namespace: scan.namespace,
      complete: scan.problems.length === 0,
      examined: scan.executions.length,
      closedSince: rfc3339(scan.closedSince),
      closedNotExamined: scan.closedNotExamined,
      unexplainedSlots: scan.unexplainedSlots?.map((one) => ({ ...one, reportedAt: rfc3339(one.reportedAt) })) ?? null,
      problems: scan.problems,
    })),
    problems,
  };
}

/** One entry for each activity type, in the order of its worst offender. */
export function adviceFor(rows: readonly Row[]): Advice[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.namespace, row.taskQueue, row.workflowType, row.activityType]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return Array.from(groups.values(), (group) => {
    const {
      namespace = '',
      taskQueue = '',
      workflowType = '',
      activityType = '',
      commands = [],
      owner = null,
    } = group[0] ?? {};
    const reasons = [...new Set(group.flatMap((row) => row.findings))];
    const advice = reasons.map((reason) => adviceOnGroup(reason, group)).join(' ');
    return { namespace, taskQueue, workflowType, activityType, count: group.length, reasons, advice, owner, commands };
  });
}
