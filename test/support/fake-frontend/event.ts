import type { temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';
import { type ActivityInput, timeouts } from './activity.js';
import { enumName, timestamp } from './proto-values.js';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** Events of one activity name the one that scheduled it; `startedEventId` defaults to the one after that. */
type OfActivity = { scheduledEventId: number; startedEventId?: number; identity?: string };
type Timeout = 'start_to_close' | 'schedule_to_start' | 'schedule_to_close' | 'heartbeat';
type Scheduled = Omit<ActivityInput, 'scheduledAt'>;

/** Any history event: `historyEvent('TIMER_FIRED', 7, at, { timerId: '1' })`. Attributes as protobufjs's fromObject takes them. */
export function historyEvent(type: string, eventId: number, atMs: number, attributes: object = {}): HistoryEvent {
  const camel = type.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return proto.temporal.api.history.v1.HistoryEvent.fromObject({
    eventId,
    eventTime: timestamp(atMs),
    eventType: enumName('EVENT_TYPE', type),
    [`${camel}EventAttributes`]: attributes,
  });
}

function plain<T extends object>(type: string, defaults: (fields: T) => object = () => ({})) {
  return (eventId: number, atMs: number, fields: T) =>
    historyEvent(type, eventId, atMs, { ...defaults(fields), ...fields });
}

function closing<T extends object>(type: string) {
  return (eventId: number, atMs: number, fields: Partial<T> = {}) => historyEvent(type, eventId, atMs, fields);
}

const started = (fields: OfActivity) => ({ identity: '1@worker', startedEventId: fields.scheduledEventId + 1 });

export const event = {
  workflowExecutionStarted: closing<{ workflowId: string }>('WORKFLOW_EXECUTION_STARTED'),
  workflowTaskScheduled: closing<object>('WORKFLOW_TASK_SCHEDULED'),
  workflowTaskStarted: closing<{ scheduledEventId: number }>('WORKFLOW_TASK_STARTED'),
  workflowTaskCompleted: closing<{ scheduledEventId: number; startedEventId: number }>('WORKFLOW_TASK_COMPLETED'),

  activityTaskScheduled: (eventId: number, atMs: number, { activityId, activityType, ...rest }: Scheduled) =>
    historyEvent('ACTIVITY_TASK_SCHEDULED', eventId, atMs, {
      activityId,
      activityType: { name: activityType },
      taskQueue: { name: rest.taskQueue ?? 'work' },
      ...timeouts(rest),
    }),
  /** A real server writes this only when the attempt ends, for activities that may be retried. */
  activityTaskStarted: plain<{ scheduledEventId: number; attempt?: number; identity?: string }>(
    'ACTIVITY_TASK_STARTED',
    () => ({ attempt: 1, identity: '1@worker' }),
  ),
  activityTaskCancelRequested: plain<{ scheduledEventId: number }>('ACTIVITY_TASK_CANCEL_REQUESTED'),
  activityTaskCanceled: plain<OfActivity & { latestCancelRequestedEventId?: number }>(
    'ACTIVITY_TASK_CANCELED',
    started,
  ),
  activityTaskCompleted: plain<OfActivity>('ACTIVITY_TASK_COMPLETED', started),
  activityTaskFailed: (eventId: number, atMs: number, { message, ...fields }: OfActivity & { message?: string }) =>
    historyEvent('ACTIVITY_TASK_FAILED', eventId, atMs, {
      ...started(fields),
      ...fields,
      failure: { message: message ?? 'failed', applicationFailureInfo: {} },
      retryState: 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED',
    }),
  activityTaskTimedOut: (eventId: number, atMs: number, { timeout, ...fields }: OfActivity & { timeout?: Timeout }) =>
    historyEvent('ACTIVITY_TASK_TIMED_OUT', eventId, atMs, {
      startedEventId: fields.scheduledEventId + 1,
      ...fields,
      failure: { timeoutFailureInfo: { timeoutType: enumName('TIMEOUT_TYPE', timeout ?? 'start_to_close') } },
      retryState: 'RETRY_STATE_TIMEOUT',
    }),

  workflowExecutionCancelRequested: closing<{ cause: string }>('WORKFLOW_EXECUTION_CANCEL_REQUESTED'),
  workflowExecutionCompleted: closing<object>('WORKFLOW_EXECUTION_COMPLETED'),
  workflowExecutionFailed: closing<object>('WORKFLOW_EXECUTION_FAILED'),
  workflowExecutionTimedOut: closing<object>('WORKFLOW_EXECUTION_TIMED_OUT'),
  workflowExecutionCanceled: closing<object>('WORKFLOW_EXECUTION_CANCELED'),
  workflowExecutionTerminated: closing<{ reason: string; identity: string }>('WORKFLOW_EXECUTION_TERMINATED'),
  workflowExecutionContinuedAsNew: closing<{ newExecutionRunId: string }>('WORKFLOW_EXECUTION_CONTINUED_AS_NEW'),
  /** Where a reset run's own history begins: the events before it are copies from the run that was reset. */
  workflowReset: (eventId: number, atMs: number, fields: { baseRunId: string; newRunId: string }) =>
    historyEvent('WORKFLOW_TASK_FAILED', eventId, atMs, {
      cause: 'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW',
      ...fields,
    }),
};
