import { expect, it } from 'vitest';
import { enums } from '../../../collector/temporal/decode/enums.js';
import { decodeHeartbeat } from '../../../collector/temporal/decode/workers.js';
import { protoTime } from '../../support/proto.js';

const t0 = Date.UTC(2026, 0, 1);
const heartbeat: Parameters<typeof decodeHeartbeat>[0] = {
  workerInstanceKey: 'k',
  workerIdentity: '1@host',
  taskQueue: 'orders',
  heartbeatTime: protoTime(t0),
  startTime: protoTime(t0 - 600_000),
  elapsedSinceLastHeartbeat: protoTime(60_000),
  activityTaskSlotsInfo: {
    currentUsedSlots: 3,
    currentAvailableSlots: 7,
    totalProcessedTasks: 40,
    totalFailedTasks: 2,
  },
};

it('a heartbeat says who, where, when, how often, and how many slots', () => {
  expect(decodeHeartbeat(heartbeat)).toMatchObject([
    {
      ...{ instanceKey: 'k', identity: '1@host', taskQueue: 'orders', reportedAt: t0, startedAt: t0 - 600_000 },
      ...{ periodMs: 60_000, isShuttingDown: false, slots: { used: 3, free: 7, completed: 42 } },
    },
  ]);
});

it('a first heartbeat without slots is not a report of slots', () => {
  const [report] = decodeHeartbeat({ ...heartbeat, activityTaskSlotsInfo: {} });
  expect(report).toBeDefined();
  expect(report?.slots).toBeUndefined();
});

it.each(['WORKER_STATUS_SHUTTING_DOWN', 'WORKER_STATUS_SHUTDOWN'] as const)('%s: it takes no more tasks', (status) => {
  expect(decodeHeartbeat({ ...heartbeat, status: enums.WorkerStatus[status] })).toMatchObject([
    { isShuttingDown: true },
  ]);
});

it.each(['workerInstanceKey', 'workerIdentity', 'taskQueue', 'heartbeatTime'] as const)(
  'a heartbeat without %s is none',
  (field) => {
    expect(decodeHeartbeat({ ...heartbeat, [field]: null })).toEqual([]);
  },
);
