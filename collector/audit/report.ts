import { findings } from '../findings/findings.js';
import type { Row } from '../findings/row.js';
import { ownerFields } from '../findings/rows.js';
import { type Reason, reasons } from '../model/activity/reason.js';
import { suggestHeartbeatTimeoutMs } from '../model/audit/counterfactual.js';
import type { Estimate, Stratum } from '../model/audit/estimate.js';
import { quantile } from '../model/audit/reservoir.js';
import type { Measure, TypeTally, WastedCase } from '../model/audit/tally.js';
import type { Owners } from '../owners/owners.js';
import { formatDuration } from '../text/duration.js';
import { rfc3339 } from '../text/instant.js';
import type { Audited } from './run-audit.js';

/** Assumed duration of an activity whose duration is unknown, for the heartbeat timeout that is suggested. */
const unknownDurationMs = 300_000;

type Interval = readonly [low: number, high: number] | null;

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
}>;

/** What `audit --json` prints. */
export type AuditReport = Readonly<{
  since: string | null;
  until: string | null;
  complete: boolean;
  executions: Readonly<{ closed: number; open: number; read: number }>;
  /** Over all types; the interval is null where every execution was read. */
  wastedSeconds: number;
  wastedSecondsInterval: Interval;
  currency: string | null;
  types: readonly AuditedType[];
  /** From the cancel request to the end of each attempt that ran on, as far as read, in seconds. */
  cancelToEndSeconds: readonly number[];
  problems: readonly string[];
}>;

export type ReportParts = Readonly<{
  audited: Audited;
  sinceMs: number;
  untilMs: number;
  /** Money for one hour of a wasted activity. */
  price: Readonly<{ perHour: number; currency: string }> | undefined;
  owners: Owners | undefined;
}>;

/** Types that wasted most come first, then those of which most would have been saved. */
export function reportOf({ audited, sinceMs, untilMs, price, owners }: ReportParts): AuditReport {
  const { tally, strata, problems } = audited;
  const tallies = [...tally.types()];
  const types = tallies
    .map((type) => ({ ...typeOf(type, strata, price?.perHour), owner: ownerFields(owners?.ownerOf(type.labels)) }))
    .sort((a, b) => b.wastedSeconds - a.wastedSeconds || b.savedSecondsAtMost - a.savedSecondsAtMost);
  const all = tally.wasted(strata);
  return {
    since: rfc3339(sinceMs),
    until: rfc3339(untilMs),
    complete: problems.length === 0,
    executions: executionsOf(strata),
    wastedSeconds: all.total / 1000,
    wastedSecondsInterval: seconds(all),
    currency: price?.currency ?? null,
    types,
    cancelToEndSeconds: tallies.flatMap(({ cancelToEndMs }) => cancelToEndMs.values().map((ms) => ms / 1000)),
    problems,
  };
}

function executionsOf(strata: ReadonlyMap<string, Stratum>): AuditReport['executions'] {
  const count = { closed: 0, open: 0, read: 0 };
  for (const [name, { size, read }] of strata) {
    const [, , status] = JSON.parse(name) as [string, string, string];
    count[status === 'Running' || status === 'Paused' ? 'open' : 'closed'] += size;
    count.read += read;
  }
  return count;
}

function typeOf(
  type: TypeTally,
  strata: ReadonlyMap<string, Stratum>,
  pricePerHour: number | undefined,
): Omit<AuditedType, 'owner'> {
  const total = (measure: Measure) => type.total(measure, strata);
  const inSeconds = (measure: Measure) => total(measure).total / 1000;
  const wasted = total('wastedMs');
  const durations = durationsOf(type);
  const suggestedMs = suggestion(type, durations?.p95);
  const saved = suggestedMs === undefined ? undefined : total(`savedAtMostMs ${suggestedMs}`);
  const savedSeconds = (saved?.total ?? 0) / 1000;
  const byReason = Object.fromEntries(
    reasons.map((reason) => [reason, inSeconds(`wastedMs ${reason}`)] as const).filter(([, value]) => value > 0),
  );
  const { heartbeatTimeoutMs, startToCloseTimeoutMs } = type.timeouts;
  return {
    ...type.labels,
    attempts: Math.round(total('attempts').total),
    cancelled: Math.round(total('cancelled').total),
    wastedSeconds: wasted.total / 1000,
    wastedSecondsInterval: seconds(wasted),
    wastedSecondsByReason: byReason,
    lostSeconds: inSeconds('lostMs'),
    lostSecondsAtMost: inSeconds('lostAtMostMs'),
    orphanedSecondsAtMost: inSeconds('orphanedAtMostMs'),
    heartbeatTimeoutSeconds: heartbeatTimeoutMs === null ? null : heartbeatTimeoutMs / 1000,
    startToCloseSeconds: startToCloseTimeoutMs === null ? null : startToCloseTimeoutMs / 1000,
    durationSeconds: durations,
    suggestedHeartbeatTimeoutSeconds: suggestedMs === undefined ? null : suggestedMs / 1000,
    savedSecondsAtMost: savedSeconds,
    savedSecondsAtMostInterval: saved === undefined ? null : seconds(saved),
    savedCostAtMost: pricePerHour === undefined ? null : (savedSeconds / 3600) * pricePerHour,
    advice: adviceFor(byReason, suggestedMs),
    cases: type.cases.map(caseOf),
  };
}

function durationsOf({ durationsMs }: TypeTally): AuditedType['durationSeconds'] {
  const values = durationsMs.values();
  const at = (share: number) => (quantile(values, share) ?? 0) / 1000;
  return values.length === 0 ? null : { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Nothing is suggested where a heartbeat timeout at least as short is set already. */
function suggestion({ timeouts }: TypeTally, p95Seconds: number | undefined): number | undefined {
  const { heartbeatTimeoutMs, startToCloseTimeoutMs } = timeouts;
  const durationMs = p95Seconds === undefined ? (startToCloseTimeoutMs ?? unknownDurationMs) : p95Seconds * 1000;
  const suggestedMs = suggestHeartbeatTimeoutMs(durationMs);
  return heartbeatTimeoutMs !== null && heartbeatTimeoutMs <= suggestedMs ? undefined : suggestedMs;
}

function adviceFor(byReason: AuditedType['wastedSecondsByReason'], suggestedMs: number | undefined): string {
  const worst = reasons
    .filter((reason) => findings[reason].isAvoidable && byReason[reason] !== undefined)
    .sort((a, b) => (byReason[b] ?? 0) - (byReason[a] ?? 0))[0];
  const parts = worst === undefined ? [] : [findings[worst].advice];
  if (suggestedMs !== undefined) parts.push(`Suggested heartbeat timeout: ${formatDuration(suggestedMs)}.`);
  return parts.join(' ');
}

function caseOf({ startedAt, cancelRequestedAt, endedAt, ...names }: WastedCase): AuditedCase {
  return {
    ...names,
    startedAt: rfc3339(startedAt),
    cancelRequestedAt: rfc3339(cancelRequestedAt),
    endedAt: rfc3339(endedAt),
    wastedSeconds: Math.max(0, endedAt - Math.max(startedAt, cancelRequestedAt)) / 1000,
  };
}

function seconds({ interval }: Estimate): Interval {
  return interval === undefined ? null : [interval[0] / 1000, interval[1] / 1000];
}
