import { expect, it } from 'vitest';
import { reportOf } from '../../../collector/audit/report.js';
import { type AuditedNamespace, runAudit } from '../../../collector/audit/run-audit.js';
import type { HistoryEvent, Tail } from '../../../collector/model/execution/history.js';
import { noProgress } from '../../../collector/scan/progress.js';
import { Budget } from '../../../collector/temporal/budget.js';
import type { Source } from '../../../collector/temporal/source.js';
import { seeded } from '../../support/random.js';

const closed = 100_000;
const executionsAtMost = 2_000;
const seeds = 50;
const t0 = Date.UTC(2026, 0, 1);
const pageSize = 1_000;

/** Three workflow types that waste rarely, often and never; a few executions waste most of it, as in real clusters. */
const types = [
  { workflowType: 'order', share: 0.02, meanMs: 60_000 },
  { workflowType: 'report', share: 0.3, meanMs: 300_000 },
  { workflowType: 'mail', share: 0, meanMs: 0 },
];

function population(seed: number) {
  const random = seeded(seed);
  return Array.from({ length: closed }, (_, index) => {
    const type = types[index % types.length] ?? { workflowType: '', share: 0, meanMs: 0 };
    const wastedMs = random() < type.share ? Math.round(type.meanMs * -Math.log(1 - random())) : 0;
    return { workflowId: `${seed}-${index}`, workflowType: type.workflowType, wastedMs };
  });
}

function historyOf(wastedMs: number): HistoryEvent[] {
  const scheduledEventId = 5;
  const end = t0 + 1_000 + wastedMs;
  const activity = { activityId: '5', activityType: 'charge', taskQueue: 'work' };
  return [
    { eventId: 9, at: end, kind: 'closed' },
    { eventId: 8, at: end, kind: 'ended', scheduledEventId, outcome: 'timed_out', ran: true },
    { eventId: 7, at: t0, kind: 'started', scheduledEventId, attempt: 1 },
    { eventId: 6, at: t0 + 1_000, kind: 'cancel_requested', scheduledEventId },
    { eventId: 5, at: t0, kind: 'scheduled', ...activity, startToCloseTimeoutMs: 3_600_000 },
  ];
}

function namespaceOf(executions: ReturnType<typeof population>): AuditedNamespace {
  const wasted = new Map(executions.map(({ workflowId, wastedMs }) => [workflowId, wastedMs]));
  const closedOnly: HistoryEvent[] = [{ eventId: 3, at: t0, kind: 'closed' }];
  const source: Pick<Source, 'describe' | 'readTail'> = {
    describe: () => Promise.reject(new Error('history alone tells everything of these')),
    readTail: async ({ workflowId }): Promise<Tail> => {
      const wastedMs = wasted.get(workflowId) ?? 0;
      return { events: wastedMs === 0 ? closedOnly : historyOf(wastedMs), newestEventId: 9, tooLong: false };
    },
  };
  return {
    namespace: 'default',
    source,
    budget: new Budget(1_000_000),
    context: {
      limits: { cancelGraceMs: 10_000, silentAfterMs: 120_000, stalledAfterMs: 300_000, unheardAfterMs: 120_000 },
      accountSince: 0,
      workerOf: () => ({ kind: 'unknown' }),
    },
    now: () => t0 + 3_600_000,
    candidates: async function* () {
      for (let at = 0; at < executions.length; at += pageSize)
        yield executions.slice(at, at + pageSize).map(({ workflowId, workflowType }) => ({
          ...{
            namespace: 'default',
            workflowId,
            runId: 'r',
            kind: 'workflow' as const,
            workflowType,
            taskQueue: 'work',
          },
          status: 'Completed' as const,
        }));
    },
  };
}

it('A sampled audit of 100,000 executions holds the truth in its intervals in at least 90 of 100 cases', async () => {
  let held = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const executions = population(seed);
    const truth = executions.reduce((sum, { wastedMs }) => sum + wastedMs, 0) / 1000;
    const audited = await runAudit({
      namespaces: [namespaceOf(executions)],
      executionsAtMost,
      readBefore: { get: () => undefined, keep: () => undefined },
      progress: noProgress,
      signal: new AbortController().signal,
      random: seeded(seed),
    });
    const untilMs = t0 + 3_600_000;
    const shown = { address: undefined, namespaces: [], uiUrl: undefined, now: untilMs };
    const report = reportOf({ audited, sinceMs: t0, untilMs, price: undefined, owners: undefined, ...shown });
    expect(report.executions).toEqual({ closed, open: 0, read: executionsAtMost });
    const [low = Number.NaN, high = Number.NaN] = report.wastedSecondsInterval ?? [];
    if (low <= truth && truth <= high) held += 1;
  }
  console.log(`${held} of ${seeds} intervals hold the truth`);
  expect(held / seeds).toBeGreaterThanOrEqual(0.9);
}, 900_000);
