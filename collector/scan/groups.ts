import type { Row } from '../findings/row.js';
import type { Advice, Report } from './report-schema.js';

/** The offenders of one activity type, and what to do about them. */
export type Group = Readonly<{ advice: Advice; rows: readonly Row[] }>;

/** In the order of the worst offender of each. */
export function groupsOf({ activities, advice }: Pick<Report, 'activities' | 'advice'>): Group[] {
  const rowsByType = new Map<string, Row[]>();
  for (const row of activities) {
    const known = rowsByType.get(typeKey(row));
    if (known === undefined) rowsByType.set(typeKey(row), [row]);
    else known.push(row);
  }
  return advice.map((one) => ({ advice: one, rows: rowsByType.get(typeKey(one)) ?? [] }));
}

export function typeKey({
  namespace,
  taskQueue,
  workflowType,
  activityType,
}: Pick<Row, 'namespace' | 'taskQueue' | 'workflowType' | 'activityType'>): string {
  return JSON.stringify([namespace, taskQueue, workflowType, activityType]);
}

export function wastedSecondsOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { wastedSeconds }) => sum + (wastedSeconds ?? 0), 0);
}
