import proto from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import { decodeHeartbeat } from '../../../collector/temporal/decode/workers.js';

type Fields = Record<string, unknown>;

function reportOf(activityTaskSlotsInfo: Fields, activityPollerInfo?: Fields) {
  const heartbeat = proto.temporal.api.worker.v1.WorkerHeartbeat.fromObject({
    ...{
      workerInstanceKey: 'a',
      workerIdentity: '1@host',
      taskQueue: 'work',
      heartbeatTime: { seconds: 1_700_000_000 },
    },
    activityTaskSlotsInfo,
    ...(activityPollerInfo === undefined ? {} : { activityPollerInfo }),
  });
  return decodeHeartbeat(heartbeat)[0];
}

function slotsOf(...of: Parameters<typeof reportOf>) {
  return reportOf(...of)?.slots;
}

describe('the activity slots that a worker reports', () => {
  it('have a number of free ones where that is fixed', () => {
    const reported = {
      currentUsedSlots: 3,
      currentAvailableSlots: 7,
      slotSupplierKind: 'Fixed',
      totalProcessedTasks: 5,
    };
    expect(slotsOf(reported)).toEqual({ used: 3, free: 7, completed: 5 });
  });

  it('were freed so often since the report before, by success or failure', () => {
    const reported = { currentUsedSlots: 1, lastIntervalProcessedTasks: 4, lastIntervalFailureTasks: 1 };
    expect(slotsOf(reported)).toMatchObject({ completedInPeriod: 5 });
  });

  it('have no number of free ones under a resource-based supplier, whatever the SDK says', () => {
    const ofPython = { currentUsedSlots: 3, currentAvailableSlots: 0, slotSupplierKind: 'ResourceBased' };
    const ofJava = { currentUsedSlots: 3, currentAvailableSlots: -1, slotSupplierKind: 'ResourceBased' };
    for (const reported of [ofPython, ofJava]) expect(slotsOf(reported)).toEqual({ used: 3, completed: 0 });
  });

  it('are reported by an idle worker with such a supplier too', () => {
    expect(slotsOf({ slotSupplierKind: 'ResourceBased' })).toEqual({ used: 0, completed: 0 });
  });

  it('are none of a worker that never polls for activities', () => {
    const defaults = { currentAvailableSlots: 200, slotSupplierKind: 'Fixed' };
    expect(slotsOf(defaults, {})).toBeUndefined();
    expect(slotsOf(defaults, { currentPollers: 5 })).toMatchObject({ free: 200 });
    expect(slotsOf(defaults, { lastSuccessfulPollTime: { seconds: 1 } })).toMatchObject({ free: 200 });
    expect(slotsOf({ ...defaults, currentUsedSlots: 1 }, {})).toMatchObject({ used: 1, free: 200 });
  });

  it('are not reported where the worker says neither used nor free ones', () => {
    expect(slotsOf({})).toBeUndefined();
  });
});

describe('a worker', () => {
  it('runs no activities where it never polls for them, and where its SDK reports no slots either', () => {
    const ofJava = { currentAvailableSlots: 200, slotSupplierKind: 'Fixed' };
    const ofTypeScript = { slotSupplierKind: 'Fixed' };
    for (const reported of [ofJava, ofTypeScript]) expect(reportOf(reported, {})?.runsNoActivities).toBe(true);
  });

  it('may run some where it polls, has run some, or says nothing of polling', () => {
    const idle = { slotSupplierKind: 'Fixed' };
    for (const report of [
      reportOf(idle),
      reportOf(idle, { currentPollers: 1 }),
      reportOf({ ...idle, totalProcessedTasks: 1 }, {}),
    ])
      expect(report).not.toHaveProperty('runsNoActivities');
  });
});
