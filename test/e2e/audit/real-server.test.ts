import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditReport } from '../../../collector/audit/report-schema.js';
import { waitFor } from '../../../tools/wait-for.js';
import { type CancelledActivity, cancelledActivities } from '../../support/history.js';
import { Stalls } from '../../support/stalls.js';
import { freshNamespace, temporalAddress } from '../../support/temporal.js';
import { type Case, startTestWorker, type TestWorker } from '../../support/worker/index.js';
import { auditWith } from './support.js';

/** The same work twice: cancelled after a second, once without heartbeats and once with them. */
const cases = {
  careless: { activity: 'blind', workMs: 16_000, startToCloseMs: 15_000, cancelAfterMs: 1_000 },
  careful: {
    ...{ activity: 'heartbeating', workMs: 15_000, startToCloseMs: 15_000 },
    ...{ heartbeatTimeoutMs: 10_000, cancelAfterMs: 1_000 },
  },
  deaf: {
    ...{ activity: 'ignoring', workMs: 12_000, startToCloseMs: 15_000 },
    ...{ heartbeatTimeoutMs: 10_000, cancelAfterMs: 1_000 },
  },
  wanted: { activity: 'batchItem', count: 3, workMs: 1_000, startToCloseMs: 15_000 },
} as const satisfies Record<string, Case>;

const stalls = new Stalls();
let worker: TestWorker;
let report: AuditReport;
let truth: readonly CancelledActivity[];

beforeAll(async () => {
  const namespace = await freshNamespace();
  worker = await startTestWorker({ address: temporalAddress(), namespace });
  const handles: WorkflowHandle[] = [];
  for (const [name, one] of Object.entries(cases)) handles.push(await worker.start(name, one));
  await Promise.all(handles.map((handle) => handle.result()));
  truth = (await Promise.all(handles.map(cancelledActivities))).flat();
  const isListed = async () => {
    report = await auditWith(['--address', temporalAddress(), '--namespace', namespace]);
    return report.executions.closed === handles.length;
  };
  await waitFor(isListed, { what: 'visibility to list all that closed', deadlineMs: 30_000, everyMs: 500 });
});

afterAll(async () => {
  stalls.stop();
  await worker?.stop();
});

const wastedOf = (activityType: string) =>
  truth
    .filter((one) => one.activityType === activityType)
    .reduce((sum, { requestedAt, endedAt }) => sum + (endedAt - requestedAt) / 1000, 0);
const auditOf = (activityType: string) => report.types.find((type) => type.activityType === activityType);

it.each(['blind', 'heartbeating', 'ignoring'])('An audit reports what history shows of %s', (activityType) => {
  const wasted = wastedOf(activityType);
  expect(wasted).toBeGreaterThan(0);
  expect(Math.abs((auditOf(activityType)?.wastedSeconds ?? 0) / wasted - 1)).toBeLessThan(0.001);
});

it('An audit tells why each ran on', () => {
  expect(Object.keys(auditOf('blind')?.wastedSecondsByReason ?? {})).toEqual(['no_heartbeat']);
  expect(Object.keys(auditOf('heartbeating')?.wastedSecondsByReason ?? {})).toEqual(['awaiting_heartbeat']);
  expect(Object.keys(auditOf('ignoring')?.wastedSecondsByReason ?? {})).toEqual(['ignoring_cancel']);
});

it('An audit accuses nothing that was wanted, and says how long it takes', () => {
  const wanted = auditOf('batchItem');
  expect(wanted).toMatchObject({ attempts: 3, cancelled: 0, wastedSeconds: 0, savedSecondsAtMost: 0 });
  expect(wanted?.durationSeconds?.p50).toBeGreaterThanOrEqual(1);
});

it('An audit predicts for the work without heartbeats what the same work with heartbeats then did', () => {
  const careless = auditOf('blind');
  const predicted = (careless?.wastedSeconds ?? 0) - (careless?.savedSecondsAtMost ?? 0);
  expect(Math.abs(predicted - wastedOf('heartbeating'))).toBeLessThan(1 + stalls.longestMs / 1000);
});
