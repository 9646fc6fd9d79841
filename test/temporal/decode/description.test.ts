import { expect, it } from 'vitest';
import { decodeDescription } from '../../../collector/temporal/decode/description.js';
import { enums } from '../../../collector/temporal/decode/enums.js';
import { endOfTime, protoTime } from '../../support/proto.js';

type Answer = Parameters<typeof decodeDescription>[0];
type Pending = NonNullable<Answer['pendingActivities']>[number];

const t0 = Date.UTC(2026, 0, 1);
const asked = { at: t0, rawAt: t0 + 5 };
const { PendingActivityState: State, WorkflowExecutionStatus: Status } = enums;

const pending = (fields: Partial<Pending> = {}): Pending => ({
  activityId: '7',
  activityType: { name: 'Charge' },
  state: State.PENDING_ACTIVITY_STATE_STARTED,
  attempt: 2,
  scheduledTime: protoTime(t0 - 90_000),
  lastStartedTime: protoTime(t0 - 60_000),
  activityOptions: { taskQueue: { name: 'orders' } },
  ...fields,
});

const answer = (fields: Partial<Answer> = {}): Answer => ({
  workflowExecutionInfo: {
    type: { name: 'Order' },
    taskQueue: 'orders',
    status: Status.WORKFLOW_EXECUTION_STATUS_RUNNING,
    historyLength: 12 as never,
  },
  pendingActivities: [pending()],
  ...fields,
});

const decodedActivity = (fields: Partial<Pending>) =>
  decodeDescription(answer({ pendingActivities: [pending(fields)] }), asked);

it('an open workflow is decoded with what it is and when it was asked', async () => {
  const { description, unreadable } = await decodeDescription(answer(), asked);
  expect(unreadable).toEqual([]);
  expect(description).toEqual({
    at: t0,
    rawAt: t0 + 5,
    workflowType: 'Order',
    taskQueue: 'orders',
    historyLength: 12,
    workflowCancelRequested: false,
    activities: [
      expect.objectContaining({
        activityId: '7',
        activityType: 'Charge',
        taskQueue: 'orders',
        state: 'started',
        attempt: 2,
        scheduledAt: t0 - 90_000,
        attemptStartedAt: t0 - 60_000,
      }),
    ],
  });
});

it('options that an older server does not report are unknown, not none', async () => {
  const { description } = await decodedActivity({ activityOptions: null });
  expect(description.activities[0]).toMatchObject({ optionsUnknown: true, taskQueue: '' });
});

it.each([
  ['SCHEDULED', 'scheduled'],
  ['STARTED', 'started'],
  ['CANCEL_REQUESTED', 'cancel_requested'],
  ['PAUSED', 'paused'],
  ['PAUSE_REQUESTED', 'pause_requested'],
] as const)('state %s is %s', async (name, state) => {
  const { description } = await decodedActivity({ state: State[`PENDING_ACTIVITY_STATE_${name}`] });
  expect(description.activities[0]?.state).toBe(state);
});

it('an activity whose pause is requested is paused, also for a server that says so by its state alone', async () => {
  const { description } = await decodedActivity({ state: State.PENDING_ACTIVITY_STATE_PAUSE_REQUESTED, paused: false });
  expect(description.activities[0]?.paused).toBe(true);
});

it('options, heartbeats and the last worker are taken over; details only as a hash', async () => {
  const { description } = await decodedActivity({
    activityOptions: {
      taskQueue: { name: 'charges' },
      heartbeatTimeout: protoTime(10_000),
      startToCloseTimeout: protoTime(120_000),
    },
    lastHeartbeatTime: protoTime(t0 - 1_500),
    heartbeatDetails: { payloads: [{ data: Buffer.from('card 4111') }] },
    expirationTime: protoTime(t0 + 600_000),
    lastWorkerIdentity: '1@host',
  });
  expect(description.activities[0]).toMatchObject({
    taskQueue: 'charges',
    heartbeatTimeoutMs: 10_000,
    startToCloseTimeoutMs: 120_000,
    lastHeartbeatAt: t0 - 1_500,
    expiresAt: t0 + 600_000,
    workerIdentity: '1@host',
    detailsHash: expect.any(Number),
  });
  expect(JSON.stringify(description)).not.toContain('4111');
});

it.each([
  ['as the server names it', 600_000, 600_000, 600_000],
  ['at the latest so long after it was last scheduled, where the timeout was shortened', 600_000, 60_000, 60_000],
  ['so long after it was last scheduled, where the timeout was added', undefined, 60_000, 60_000],
  ['not where there is none', undefined, undefined, undefined],
])('the schedule-to-close timeout ends %s', async (_, expiresAfterMs, scheduleToCloseMs, endsAfterMs) => {
  const { description } = await decodedActivity({
    activityOptions: { scheduleToCloseTimeout: protoTime(scheduleToCloseMs ?? 0) },
    scheduledTime: protoTime(t0),
    ...(expiresAfterMs === undefined ? {} : { expirationTime: protoTime(t0 + expiresAfterMs) }),
  });
  expect(description.activities[0]?.expiresAt).toBe(endsAfterMs === undefined ? undefined : t0 + endsAfterMs);
});

it('a closed workflow has its close time, and the time of the question where the server gives none', async () => {
  const closed = (fields: object) =>
    decodeDescription(
      answer({ workflowExecutionInfo: { status: Status.WORKFLOW_EXECUTION_STATUS_TERMINATED, ...fields } }),
      asked,
    );
  expect((await closed({ closeTime: protoTime(t0 - 3_000) })).description.closedAt).toBe(t0 - 3_000);
  expect(await closed({})).toMatchObject({ description: { closedAt: t0 }, unreadable: ['no_close_time'] });
});

it('a paused workflow is open', async () => {
  const status = Status.WORKFLOW_EXECUTION_STATUS_PAUSED;
  const { description } = await decodeDescription(answer({ workflowExecutionInfo: { status } }), asked);
  expect(description.closedAt).toBeUndefined();
});

it.each<[string, Partial<Pending>, string[], number]>([
  ['a state that is not known', { state: 99 as never }, ['unknown_state'], 0],
  ['no activity ID', { activityId: '' }, ['no_activity_id'], 0],
  ['no start', { lastStartedTime: null }, ['no_start_time'], 1],
  ['a negative timeout', { activityOptions: { heartbeatTimeout: protoTime(-1_000) } }, ['negative_duration'], 1],
  ['a timeout without end', { activityOptions: { startToCloseTimeout: endOfTime } }, ['duration_out_of_range'], 1],
  ['a start at the end of time', { lastStartedTime: endOfTime }, ['time_out_of_range'], 1],
])('%s is counted as unreadable', async (_, fields, causes, activities) => {
  const { description, unreadable } = await decodedActivity(fields);
  expect(unreadable).toEqual(causes);
  expect(description.activities).toHaveLength(activities);
});

it('what is out of range is clamped to what a date can be', async () => {
  const { description } = await decodedActivity({
    lastStartedTime: endOfTime,
    activityOptions: { startToCloseTimeout: endOfTime },
  });
  const { attemptStartedAt = Number.NaN, startToCloseTimeoutMs = Number.NaN } = description.activities[0] ?? {};
  expect(new Date(attemptStartedAt).toISOString()).toBe('2200-01-01T00:00:00.000Z');
  expect(() => new Date(t0 + startToCloseTimeoutMs).toISOString()).not.toThrow();
});

it('an answer without information is unreadable, not empty', async () => {
  expect((await decodeDescription({}, asked)).unreadable).toEqual(['no_execution_info']);
});

it('when the next attempt starts is known of one that waits for it, and of no other', async () => {
  const fields = { nextAttemptScheduleTime: protoTime(t0 + 30_000) };
  const waiting = await decodedActivity({ ...fields, state: State.PENDING_ACTIVITY_STATE_SCHEDULED });
  expect(waiting.description.activities).toMatchObject([{ nextAttemptAt: t0 + 30_000 }]);
  const running = await decodedActivity(fields);
  expect(running.description.activities[0]).not.toHaveProperty('nextAttemptAt');
});
