import { stringify } from 'csv-stringify/sync';
import type { AuditedType, AuditReport } from './report-schema.js';

type Column = (type: AuditedType) => string | number | null | undefined;
type Figure = {
  [N in keyof AuditedType & string]: `${N}Interval` extends keyof AuditedType
    ? AuditedType[N] extends number
      ? N
      : never
    : never;
}[keyof AuditedType & string];

/** A figure and the ends of its interval. */
function figure(name: string, field: Figure): Readonly<Record<string, Column>> {
  return {
    [name]: (type) => type[field],
    [`${name}_low`]: (type) => type[`${field}Interval`]?.[0],
    [`${name}_high`]: (type) => type[`${field}Interval`]?.[1],
  };
}

const columns = {
  namespace: (type) => type.namespace,
  task_queue: (type) => type.taskQueue,
  workflow_type: (type) => type.workflowType,
  activity_type: (type) => type.activityType,
  ...figure('attempts', 'attempts'),
  ...figure('cancelled', 'cancelled'),
  ...figure('wasted_seconds', 'wastedSeconds'),
  ...figure('lost_seconds', 'lostSeconds'),
  ...figure('lost_seconds_at_most', 'lostSecondsAtMost'),
  ...figure('restarts', 'restarts'),
  ...figure('repeated_seconds_at_most', 'repeatedSecondsAtMost'),
  ...figure('orphaned_seconds_at_most', 'orphanedSecondsAtMost'),
  ...figure('timed_out_at_least', 'timedOutAtLeast'),
  heartbeat_timeout_seconds: (type) => type.heartbeatTimeoutSeconds,
  start_to_close_seconds: (type) => type.startToCloseSeconds,
  duration_p50_seconds: (type) => type.durationSeconds?.p50,
  duration_p95_seconds: (type) => type.durationSeconds?.p95,
  duration_p99_seconds: (type) => type.durationSeconds?.p99,
  duration_attempts: (type) => type.durationSeconds?.attempts,
  suggested_heartbeat_timeout_seconds: (type) => type.suggestedHeartbeatTimeoutSeconds,
  ...figure('saved_seconds_at_most', 'savedSecondsAtMost'),
  ...figure('saved_waste_seconds_at_most', 'savedWasteSecondsAtMost'),
  ...figure('saved_wait_seconds_at_most', 'savedWaitSecondsAtMost'),
  saved_cost_at_most: (type) => type.savedCostAtMost,
  owner: (type) => type.owner?.team,
} as const satisfies Record<string, Column>;

/** One row for each activity type; what is unknown, or exact where an interval would stand, is empty. */
export function csvOf({ types }: AuditReport): string {
  const rows = types.map((type) => Object.values(columns).map((read) => read(type) ?? ''));
  // Names are anyone's: a spreadsheet must not take one for a formula.
  return stringify([Object.keys(columns), ...rows], { escape_formulas: true });
}
