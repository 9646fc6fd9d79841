import type { Row } from '../findings/row.js';
import type { Reason } from '../model/activity/reason.js';

export type Interval = readonly [low: number, high: number] | null;

/** One activity type in the audit. Seconds; an interval is null where every execution was read. */
export type AuditedType = Readonly<{
  namespace: string;
  taskQueue: string;
  workflowType: string;
  activityType: string;
  /** By --owners-file; null: none is named. */
  owner: Row['owner'];
  attempts: number;
  cancelled: number;
  wastedSeconds: number;
  wastedSecondsInterval: Interval;
  wastedSecondsByReason: Readonly<Partial<Record<Reason, number>>>;
  /** Silence before a heartbeat timeout ended an attempt: its worker was not heard for at least that long. */
  lostSeconds: number;
  /** Attempts without a heartbeat timeout that start-to-close ended: their worker may have been gone all that time. */
  lostSecondsAtMost: number;
  orphanedSecondsAtMost: number;
  /** As scheduled last; null: none. */
  heartbeatTimeoutSeconds: number | null;
  startToCloseSeconds: number | null;
  /** Of completed attempts; null where none was read. */
  durationSeconds: Readonly<{ p50: number; p95: number; p99: number }> | null;
  suggestedHeartbeatTimeoutSeconds: number | null;
  savedSecondsAtMost: number;
  savedSecondsAtMostInterval: Interval;
  /** `savedSecondsAtMost` in money; null without --price. */
  savedCostAtMost: number | null;
  advice: string;
  /** The worst of those read. */
  cases: readonly AuditedCase[];
  /** The earliest cancel request of those read; null: none was cancelled. */
  firstCancelRequestedAt: string | null;
  /** What --owners-file accepts of its waste; null: nothing. */
  accepted: Readonly<{ reason: string; until: string | null }> | null;
}>;

export type AuditedCase = Readonly<{
  workflowId: string;
  runId: string;
  activityId: string;
  startedAt: string | null;
  cancelRequestedAt: string | null;
  endedAt: string | null;
  wastedSeconds: number;
  reason: Reason;
  /** Its page in the Temporal UI; null without --ui-url. */
  uiUrl: string | null;
}>;

/** What `audit --json` prints. */
export type AuditReport = Readonly<{
  createdAt: string | null;
  version: string;
  namespaces: readonly string[];
  since: string | null;
  until: string | null;
  complete: boolean;
  executions: Readonly<{ closed: number; open: number; read: number }>;
  /** Over all types; the interval is null where every execution was read. */
  wastedSeconds: number;
  wastedSecondsInterval: Interval;
  /** Wasted by the day in UTC on which it happened; estimates where a sample was read. */
  days: readonly Readonly<{ day: string; wastedSeconds: number }>[];
  currency: string | null;
  /** Money for one hour of a wasted activity; null without --price. */
  pricePerHour: number | null;
  types: readonly AuditedType[];
  /** From the cancel request to the end of each attempt that ran on, as far as read, in seconds. */
  cancelToEndSeconds: readonly number[];
  problems: readonly string[];
}>;
