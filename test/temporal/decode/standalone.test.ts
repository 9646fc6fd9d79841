import { expect, it } from 'vitest';
import { enums } from '../../../collector/temporal/decode/enums.js';
import { decodeListedActivity, decodeStandalone } from '../../../collector/temporal/decode/standalone.js';
import { protoTime } from '../../support/proto.js';

type Info = Parameters<typeof decodeStandalone>[0];

const t0 = Date.UTC(2026, 0, 1);
const asked = { at: t0, rawAt: t0 };
const key = { namespace: 'default', workflowId: 'mail-1', runId: 'r' };
const { ActivityExecutionStatus: Status, PendingActivityState: State } = enums;

const running: Info = {
  activityType: { name: 'Mail' },
  taskQueue: 'mails',
  status: Status.ACTIVITY_EXECUTION_STATUS_RUNNING,
  runState: State.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED,
  attempt: 1,
  scheduleTime: protoTime(t0 - 9_000),
  lastStartedTime: protoTime(t0 - 8_000),
  lastHeartbeatTime: protoTime(t0 - 1_000),
  heartbeatTimeout: protoTime(20_000),
};

it('a running one is an execution without a workflow type that has one activity', () => {
  expect(decodeStandalone(running, key, asked)).toMatchObject({
    unreadable: [],
    description: {
      workflowType: '',
      activities: [
        {
          ...{ activityId: 'mail-1', activityType: 'Mail', taskQueue: 'mails', state: 'cancel_requested' },
          ...{ attemptStartedAt: t0 - 8_000, lastHeartbeatAt: t0 - 1_000, heartbeatTimeoutMs: 20_000 },
        },
      ],
    },
  });
});

it('one that waits for its next attempt has no running attempt', () => {
  const waiting = { ...running, runState: State.PENDING_ACTIVITY_STATE_SCHEDULED };
  expect(decodeStandalone(waiting, key, asked).description.activities[0]?.attemptStartedAt).toBeUndefined();
});

it.each([
  ['COMPLETED', 'completed'],
  ['FAILED', 'failed'],
  ['CANCELED', 'canceled'],
  ['TERMINATED', 'closed'],
  ['TIMED_OUT', 'timed_out'],
] as const)('status %s is its end as %s', (name, outcome) => {
  const status = Status[`ACTIVITY_EXECUTION_STATUS_${name}`];
  const { description } = decodeStandalone({ ...running, status, closeTime: protoTime(t0 - 500) }, key, asked);
  expect(description).toMatchObject({ activities: [], closedAt: t0 - 500, end: { at: t0 - 500, outcome } });
});

it('that its cancellation had been requested is known afterwards, but not when', () => {
  const ended = { ...running, status: Status.ACTIVITY_EXECUTION_STATUS_COMPLETED, canceledReason: 'no longer needed' };
  expect(decodeStandalone(ended, key, asked).description.wasCancelRequested).toBe(true);
});

it('a state that is not known is unreadable', () => {
  const unknown = { ...running, runState: 99 as never };
  expect(decodeStandalone(unknown, key, asked)).toMatchObject({
    unreadable: ['unknown_state'],
    description: { activities: [] },
  });
});

it('a listed one is found by its activity ID, and not without one', () => {
  const listed = { activityId: 'mail-1', runId: 'r', taskQueue: 'mails', scheduleTime: protoTime(t0) };
  expect(decodeListedActivity('default', listed)).toEqual({
    ...key,
    kind: 'activity',
    workflowType: '',
    taskQueue: 'mails',
    startedAt: t0,
  });
  expect(decodeListedActivity('default', { ...listed, activityId: '' })).toBeUndefined();
});
