import { stringify } from 'csv-stringify/sync';
import type { AuditedType, AuditReport } from './report-types.js';

const columns = {
  namespace: (type) => type.namespace,
  task_queue: (type) => type.taskQueue,
  workflow_type: (type) => type.workflowType,
  activity_type: (type) => type.activityType,
  attempts: (type) => type.attempts,
  cancelled: (type) => type.cancelled,
  wasted_seconds: (type) => type.wastedSeconds,
  wasted_seconds_low: (type) => type.wastedSecondsInterval?.[0],
  wasted_seconds_high: (type) => type.wastedSecondsInterval?.[1],
  lost_seconds: (type) => type.lostSeconds,
  lost_seconds_at_most: (type) => type.lostSecondsAtMost,
  orphaned_seconds_at_most: (type) => type.orphanedSecondsAtMost,
  heartbeat_timeout_seconds: (type) => type.heartbeatTimeoutSeconds,
  start_to_close_seconds: (type) => type.startToCloseSeconds,
  duration_p50_seconds: (type) => type.durationSeconds?.p50,
  duration_p95_seconds: (type) => type.durationSeconds?.p95,
  duration_p99_seconds: (type) => type.durationSeconds?.p99,
  suggested_heartbeat_timeout_seconds: (type) => type.suggestedHeartbeatTimeoutSeconds,
  saved_seconds_at_most: (type) => type.savedSecondsAtMost,
  saved_cost_at_most: (type) => type.savedCostAtMost,
  owner: (type) => type.owner?.team,
} as const satisfies Record<string, (type: AuditedType) => string | number | null | undefined>;

/** One row for each activity type; what is unknown, or exact where an interval would stand, is empty. */
export function csvOf({ types }: AuditReport): string {
  const rows = types.map((type) => Object.values(columns).map((read) => read(type) ?? ''));
  // Names are anyone's: a spreadsheet must not take one for a formula.
  return stringify([Object.keys(columns), ...rows], { escape_formulas: true });
}
