import { expect, it } from 'vitest';
import { enums } from '../../../collector/temporal/decode/enums.js';
import { decodeEvent } from '../../../collector/temporal/decode/history.js';
import { protoTime } from '../../support/proto.js';

type Event = Parameters<typeof decodeEvent>[0];

const t0 = Date.UTC(2026, 0, 1);
const decode = (attributes: Partial<Event>) =>
  decodeEvent({ eventId: 9 as never, eventTime: protoTime(t0), ...attributes }, 'this-run');
const id = (value: number) => value as never;

it('a scheduling says what was scheduled', () => {
  const activityTaskScheduledEventAttributes = {
    activityId: '7',
    activityType: { name: 'Charge' },
    taskQueue: { name: 'charges' },
    heartbeatTimeout: protoTime(10_000),
  };
  expect(decode({ activityTaskScheduledEventAttributes })).toMatchObject({
    ...{ eventId: 9, at: t0, kind: 'scheduled' },
    ...{ activityId: '7', activityType: 'Charge', taskQueue: 'charges', heartbeatTimeoutMs: 10_000 },
  });
});

it('a start and a cancel request name their scheduling', () => {
  expect(decode({ activityTaskStartedEventAttributes: { scheduledEventId: id(5) } })).toMatchObject({
    ...{ eventId: 9, at: t0, kind: 'started', scheduledEventId: 5 },
  });
  expect(decode({ activityTaskCancelRequestedEventAttributes: { scheduledEventId: id(5) } })).toEqual({
    ...{ eventId: 9, at: t0, kind: 'cancel_requested', scheduledEventId: 5 },
  });
});

it.each([
  ['Canceled', 'canceled'],
  ['Completed', 'completed'],
  ['Failed', 'failed'],
  ['TimedOut', 'timed_out'],
] as const)('ActivityTask%s is an end as %s, of an attempt that ran or never did', (name, outcome) => {
  const ended = (startedEventId: number) =>
    decode({ [`activityTask${name}EventAttributes`]: { scheduledEventId: id(5), startedEventId: id(startedEventId) } });
  expect(ended(6)).toMatchObject({ kind: 'ended', scheduledEventId: 5, outcome, ran: true });
  expect(ended(0)).toMatchObject({ kind: 'ended', scheduledEventId: 5, outcome, ran: false });
});

it.each(['Completed', 'Failed', 'TimedOut', 'Canceled', 'Terminated', 'ContinuedAsNew'] as const)(
  'WorkflowExecution%s closes the workflow',
  (name) => {
    expect(decode({ [`workflowExecution${name}EventAttributes`]: {} })).toMatchObject({ kind: 'closed' });
  },
);

it('a reset that began this run is told from one that ended it', () => {
  const cause = enums.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW;
  const reset = (newRunId: string) => decode({ workflowTaskFailedEventAttributes: { cause, newRunId } });
  expect(reset('this-run').kind).toBe('reset_to_this_run');
  expect(reset('another-run').kind).toBe('other');
});

it('a timer is known with the instant at which it fires, and with its end', () => {
  const startToFireTimeout = { seconds: id(90), nanos: 0 };
  expect(decode({ timerStartedEventAttributes: { timerId: '1', startToFireTimeout } })).toEqual({
    ...{ eventId: 9, at: t0, kind: 'timer_started', firesAt: t0 + 90_000 },
  });
  const ended = { eventId: 9, at: t0, kind: 'timer_ended', startedEventId: 5 };
  expect(decode({ timerFiredEventAttributes: { startedEventId: id(5) } })).toEqual({ ...ended, fired: true });
  expect(decode({ timerCanceledEventAttributes: { startedEventId: id(5) } })).toEqual({ ...ended, fired: false });
});

it('an event that says nothing of activities or timers is another one', () => {
  expect(decode({ timerStartedEventAttributes: {} })).toEqual({ eventId: 9, at: t0, kind: 'other' });
});
