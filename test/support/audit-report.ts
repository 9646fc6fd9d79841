import { htmlOf } from '../../collector/audit/html/report.js';
import type { AuditedType, AuditReport } from '../../collector/audit/report-schema.js';
import { EndCounts } from '../../collector/model/audit/end-counts.js';

export const aCase = (index: number, wastedSeconds: number): AuditedType['cases'][number] => ({
  ...{ workflowId: `report-${index}`, runId: 'run', activityId: '5', reason: 'no_heartbeat', uiUrl: null },
  startedAt: '2026-01-01T23:00:00.000Z',
  cancelRequestedAt: '2026-01-01T23:01:00.000Z',
  endedAt: new Date(Date.UTC(2026, 0, 1, 23, 1) + wastedSeconds * 1000).toISOString(),
  wastedSeconds,
});

export function aType(fields: Partial<AuditedType> = {}): AuditedType {
  return {
    ...{ namespace: 'default', taskQueue: 'reports', workflowType: 'NightlyReport', activityType: 'BuildReport' },
    ...{ owner: null, accepted: null, attempts: 6, attemptsInterval: null, cancelled: 5, cancelledInterval: null },
    ...{ wastedSeconds: 7_200, wastedSecondsInterval: null, wastedSecondsByReason: { no_heartbeat: 7_200 } },
    ...{ wastedSecondsByReasonInterval: { no_heartbeat: null }, lostSeconds: 0, lostSecondsInterval: null },
    ...{ lostSecondsAtMost: 0, lostSecondsAtMostInterval: null, restarts: 0, restartsInterval: null },
    ...{ repeatedSecondsAtMost: 0, repeatedSecondsAtMostInterval: null },
    ...{ timedOutAtLeast: 0, timedOutAtLeastInterval: null },
    ...{
      orphanedSecondsAtMost: 0,
      orphanedSecondsAtMostInterval: null,
      heartbeatTimeoutSeconds: null,
      startToCloseSeconds: 3_600,
    },
    ...{ durationSeconds: null, suggestedHeartbeatTimeoutSeconds: 45, savedSecondsAtMost: 7_000 },
    ...{ savedWasteSecondsAtMost: 7_000, savedWasteSecondsAtMostInterval: null, savedWaitSecondsAtMost: 0 },
    ...{ savedWaitSecondsAtMostInterval: null },
    ...{ savedSecondsAtMostInterval: null, savedCostAtMost: 0.1, advice: 'Give it a heartbeat timeout.' },
    firstCancelRequestedAt: '2026-01-01T22:30:00.000Z',
    lastCancelRequestedAt: '2026-01-02T08:00:00.000Z',
    cases: [1, 2, 3, 4, 5].map((index) => aCase(index, 2_000 - index)),
    ...fields,
  };
}

export const aDuration = (seconds: number) => ({ p50: seconds, p95: seconds, p99: seconds, attempts: 20 });

const aDay = (day: string, wastedSecondsByReason: AuditReport['days'][number]['wastedSecondsByReason']) => ({
  ...{ day, wastedSeconds: 3_600, wastedSecondsInterval: null, wastedSecondsByReason },
  wastedSecondsByReasonInterval: Object.fromEntries(Object.keys(wastedSecondsByReason).map((reason) => [reason, null])),
});

export function endCountsOf(seconds: readonly number[]): AuditReport['cancelToEndCounts'] {
  const ends = new EndCounts();
  for (const one of seconds) ends.add(one);
  return ends.all();
}

export function aReport(fields: Partial<AuditReport> = {}): AuditReport {
  return {
    ...{ createdAt: '2026-01-03T00:05:00.000Z', version: '1.2.3', namespaces: ['default'], address: 'temporal:7233' },
    ...{ since: '2026-01-01T00:00:00.000Z', until: '2026-01-03T00:00:00.000Z', complete: true },
    retention: [{ namespace: 'default', seconds: 604_800, readableSince: null, knownSince: null }],
    ...{ executions: { closed: 6, open: 0, read: 6 }, wastedSeconds: 7_200, wastedSecondsInterval: null },
    days: [
      aDay('2026-01-01', { no_heartbeat: 3_600 }),
      aDay('2026-01-02', { no_heartbeat: 1_800, ignoring_cancel: 1_800 }),
    ],
    ...{ currency: 'EUR', pricePerHour: 0.05, types: [aType()], problems: [] },
    cancelToEndSeconds: [40, 50, 1_999],
    cancelToEndCounts: endCountsOf(fields.cancelToEndSeconds ?? [40, 50, 1_999]),
    cancelToEndUnknown: { running: 0, orphaned: 0 },
    ...fields,
  };
}

/** The page's text; `|` stands for tags. */
export const textOf = (report: AuditReport) =>
  htmlOf(report)
    .replaceAll(/<style>.*?<\/style>/gs, '')
    .replaceAll('<wbr/>', '')
    .replaceAll(/<[^>]+>/g, '|');
