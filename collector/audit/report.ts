import { linkTo } from '../findings/commands.js';
import { ownerFields } from '../findings/rows.js';
import { reasons } from '../model/activity/reason.js';
import { suggestHeartbeatTimeoutMs } from '../model/activity/with-heartbeats.js';
import type { Stratum } from '../model/audit/estimate.js';
import { quantile } from '../model/audit/reservoir.js';
import type { Measure, TypeTally, WastedCase } from '../model/audit/tally.js';
import type { Acceptance, Owners } from '../owners/owners.js';
import { buildInfo } from '../process/build-info.js';
import { rfc3339 } from '../text/instant.js';
import { adviceFor } from './advice.js';
import { percentileOf } from './durations.js';
import { countOf, figure, nothing, reasonFigures } from './estimated.js';
import { isWritten } from './figures.js';
import type { AuditedCase, AuditedType, AuditReport } from './report-schema.js';
import type { Audited } from './run-audit.js';

export type ReportParts = Readonly<{
  audited: Audited;
  /** Of the Temporal frontend; undefined: there are several. */
  address: string | undefined;
  sinceMs: number;
  untilMs: number;
  /** Money for one hour of a wasted activity. */
  price: Readonly<{ perHour: number; currency: string }> | undefined;
  owners: Owners | undefined;
  /**
   * How long each keeps what has closed; undefined: not known. Whether it has executions that are older than the oldest
   * that was found; undefined: not known.
   */
  namespaces: readonly Readonly<{
    namespace: string;
    retentionMs: number | undefined;
    hasOlder: boolean | undefined;
  }>[];
  uiUrl: string | undefined;
  now: number;
}>;

/** Types that wasted most come first, then those of which most would have been saved. */
export function reportOf(parts: ReportParts): AuditReport {
  const { audited, address, sinceMs, untilMs, price, owners, namespaces, uiUrl, now } = parts;
  const { tally, strata, problems } = audited;
  const tallies = [...tally.types()];
  const types = tallies
    .map((type) => ({
      ...typeOf(type, strata, price?.perHour, uiUrl),
      owner: ownerFields(owners?.ownerOf(type.labels)),
      accepted: acceptedFields(owners?.acceptanceOf(type.labels), now),
    }))
    .sort((a, b) => b.wastedSeconds - a.wastedSeconds || b.savedSecondsAtMost - a.savedSecondsAtMost);
  const all = tally.wasted(strata);
  return {
    createdAt: rfc3339(now),
    version: buildInfo.version,
    namespaces: namespaces.map(({ namespace }) => namespace),
    address: address ?? null,
    since: rfc3339(sinceMs),
    until: rfc3339(untilMs),
    complete: problems.length === 0,
    executions: executionsOf(strata),
    retention: namespaces.map(({ namespace, retentionMs, hasOlder }) => ({
      namespace,
      knownSince: hasOlder === false ? rfc3339(audited.oldestStart.get(namespace) ?? now) : null,
      seconds: retentionMs === undefined ? null : retentionMs / 1000,
      readableSince: retentionMs === undefined || now - retentionMs <= sinceMs ? null : rfc3339(now - retentionMs),
    })),
    ...figure('wastedSeconds', all),
    days: tally.wastedByDay(strata).map(({ startsAt, wasted, byReason }) => ({
      day: (rfc3339(startsAt) ?? '').slice(0, 10),
      ...figure('wastedSeconds', wasted),
      ...reasonFigures(byReason),
    })),
    currency: price?.currency ?? null,
    pricePerHour: price?.perHour ?? null,
    types,
    cancelToEndSeconds: tallies.flatMap(({ cancelToEndMs }) => cancelToEndMs.values().map((ms) => ms / 1000)),
    cancelToEndCounts: tally.ends.all(),
    cancelToEndUnknown: {
      running: sumOf(tallies.map(({ cancelToEndUnknown }) => cancelToEndUnknown.running)),
      orphaned: sumOf(tallies.map(({ cancelToEndUnknown }) => cancelToEndUnknown.orphaned)),
    },
    problems,
  };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** An acceptance that has expired accepts nothing. */
function acceptedFields(acceptance: Acceptance | undefined, now: number): AuditedType['accepted'] {
  if (acceptance === undefined || (acceptance.untilMs !== undefined && now >= acceptance.untilMs)) return null;
  return { reason: acceptance.reason, until: rfc3339(acceptance.untilMs) };
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
  uiUrl: string | undefined,
): Omit<AuditedType, 'owner' | 'accepted'> {
  const total = (measure: Measure) => type.total(measure, strata);
  const durations = durationsOf(type);
  const usefulMs = suggestion(type, durations);
  // One that would have saved nothing is not suggested.
  const suggestedMs =
    usefulMs !== undefined && isWritten(total(`savedAtMostMs ${usefulMs}`).total / 1000) ? usefulMs : undefined;
  const savedOf = (measure: 'savedAtMostMs' | 'savedWasteAtMostMs' | 'savedWaitAtMostMs') =>
    suggestedMs === undefined ? nothing : total(`${measure} ${suggestedMs}`);
  const saved = savedOf('savedAtMostMs');
  const byReason = reasons
    .map((reason) => [reason, total(`wastedMs ${reason}`)] as const)
    .filter(([, estimate]) => estimate.total > 0);
  const wastedByReason = reasonFigures(byReason);
  const { heartbeatTimeoutMs, startToCloseTimeoutMs } = type.timeouts;
  const judged = {
    ...wastedByReason,
    ...figure('lostSecondsAtMost', total('lostAtMostMs')),
    ...figure('orphanedSecondsAtMost', total('orphanedAtMostMs')),
    heartbeatTimeoutSeconds: heartbeatTimeoutMs === null ? null : heartbeatTimeoutMs / 1000,
    startToCloseSeconds: startToCloseTimeoutMs === null ? null : startToCloseTimeoutMs / 1000,
    suggestedHeartbeatTimeoutSeconds: suggestedMs === undefined ? null : suggestedMs / 1000,
  };
  return {
    ...type.labels,
    ...judged,
    ...countOf('attempts', total('attempts')),
    ...countOf('cancelled', total('cancelled')),
    ...figure('wastedSeconds', total('wastedMs')),
    ...figure('lostSeconds', total('lostMs')),
    ...countOf('restarts', total('restarts')),
    ...figure('repeatedSecondsAtMost', total('repeatedAtMostMs')),
    ...countOf('timedOutAtLeast', total('timedOut')),
    durationSeconds: durations,
    ...figure('savedSecondsAtMost', saved),
    ...figure('savedWasteSecondsAtMost', savedOf('savedWasteAtMostMs')),
    ...figure('savedWaitSecondsAtMost', savedOf('savedWaitAtMostMs')),
    savedCostAtMost: pricePerHour === undefined ? null : (saved.total / 3_600_000) * pricePerHour,
    advice: adviceFor(judged),
    cases: type.cases.map((one) => caseOf(one, type.labels.namespace, uiUrl)),
    firstCancelRequestedAt: rfc3339(type.firstCancelRequestedAt),
    lastCancelRequestedAt: rfc3339(type.lastCancelRequestedAt),
  };
}

function durationsOf({ durationsMs }: TypeTally): AuditedType['durationSeconds'] {
  const values = durationsMs.values();
  const at = (share: number) => (quantile(values, share) ?? 0) / 1000;
  return values.length === 0 ? null : { p50: at(0.5), p95: at(0.95), p99: at(0.99), attempts: values.length };
}

function suggestion({ timeouts }: TypeTally, durations: AuditedType['durationSeconds']): number | undefined {
  const { heartbeatTimeoutMs, startToCloseTimeoutMs } = timeouts;
  const p95 = durations === null ? undefined : percentileOf(durations, 'p95');
  return suggestHeartbeatTimeoutMs({
    usualDurationMs: p95 === undefined ? undefined : p95 * 1000,
    startToCloseTimeoutMs: startToCloseTimeoutMs ?? undefined,
    heartbeatTimeoutMs: heartbeatTimeoutMs ?? undefined,
  });
}

function caseOf(one: WastedCase, namespace: string, uiUrl: string | undefined): AuditedCase {
  const { startedAt, cancelRequestedAt, endedAt, openEnd, ...names } = one;
  return {
    ...names,
    uiUrl: uiUrl === undefined ? null : linkTo(uiUrl, { kind: 'workflow', namespace, ...names }),
    startedAt: rfc3339(startedAt),
    cancelRequestedAt: rfc3339(cancelRequestedAt),
    endedAt: openEnd === 'orphaned' ? null : rfc3339(endedAt),
    wastedSeconds: Math.max(0, endedAt - Math.max(startedAt, cancelRequestedAt)) / 1000,
  };
}
