import { type Finding, findings } from '../findings/findings.js';
import { isOffender, type Row } from '../findings/row.js';
import { rankedRows, worstFirst } from '../findings/rows.js';
import type { Millis } from '../model/activity/activity.js';
import type { Limits } from '../model/activity/reason.js';
import { rfc3339 } from '../text/instant.js';
import type { NamespaceScan } from './scan-namespace.js';

/** What to do about all offenders of one activity type. */
export type Advice = Readonly<{
  namespace: string;
  taskQueue: string;
  workflowType: string;
  activityType: string;
  count: number;
  reasons: readonly Finding[];
  advice: string;
  /** Where to look closer at the worst of them. */
  commands: readonly string[];
}>;

/** What `scan --json` prints. */
export type Report = Readonly<{
  observedAt: string | null;
  /** All that is open was looked at, and all of it could be read. */
  complete: boolean;
  activities: readonly Row[];
  advice: readonly Advice[];
  /** No offenders: running, although the cancellation of their workflow was requested. Its code has not passed it on. */
  workflowCancelRequested: readonly Row[];
  namespaces: readonly Readonly<{
    namespace: string;
    complete: boolean;
    examined: number;
    /** Closed workflows were examined back to here, for activities that they left behind. */
    closedSince: string | null;
    closedNotExamined: number;
    problems: readonly string[];
  }>[];
  /** What stood in the way before any namespace could be looked at. */
  problems: readonly string[];
}>;

export type ReportParts = Readonly<{
  scans: readonly NamespaceScan[];
  problems: readonly string[];
  now: Millis;
  limits: Limits;
  uiUrl: string | undefined;
}>;

export function reportOf({ scans, problems, now, limits, uiUrl }: ReportParts): Report {
  const ranked = scans.flatMap(({ executions, endedAt }) => rankedRows(executions, { now: endedAt, limits, uiUrl }));
  const rows = worstFirst(ranked);
  const activities = rows.filter(isOffender);
  return {
    observedAt: rfc3339(now),
    complete: problems.length === 0 && scans.every((scan) => scan.problems.length === 0),
    activities,
    advice: adviceFor(activities),
    workflowCancelRequested: rows.filter((row) => !isOffender(row) && row.workflowCancelRequested && runs(row)),
    namespaces: scans.map((scan) => ({
      namespace: scan.namespace,
      complete: scan.problems.length === 0,
      examined: scan.executions.length,
      closedSince: rfc3339(scan.closedSince),
      closedNotExamined: scan.closedNotExamined,
      problems: scan.problems,
    })),
    problems,
  };
}

function runs({ state }: Row): boolean {
  return state !== 'scheduled' && state !== 'paused';
}

/** One entry for each activity type, in the order of its worst offender. */
export function adviceFor(rows: readonly Row[]): Advice[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.namespace, row.taskQueue, row.workflowType, row.activityType]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return Array.from(groups.values(), (group) => {
    const { namespace = '', taskQueue = '', workflowType = '', activityType = '', commands = [] } = group[0] ?? {};
    const reasons = [...new Set(group.flatMap((row) => row.findings))];
    const advice = reasons.map((reason) => findings[reason].advice).join(' ');
    return { namespace, taskQueue, workflowType, activityType, count: group.length, reasons, advice, commands };
  });
}
