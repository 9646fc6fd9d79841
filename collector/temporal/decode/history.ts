import type { temporal } from '@temporalio/proto';
import type { Millis } from '../../model/activity/activity.js';
import type { HistoryEvent, Outcome, TimeoutKind } from '../../model/execution/history.js';
import { enums } from './enums.js';
import { Fields } from './values.js';

type Event = temporal.api.history.v1.HistoryEvent.$Properties;
type Failure = temporal.api.failure.v1.Failure.$Properties;

/** Decodes one event. `runId` distinguishes a reset that began this run from one that ended it. */
export function decodeEvent(event: Event, runId: string, fields = new Fields()): HistoryEvent {
  const base = { eventId: Number(event.eventId ?? 0), at: fields.instant(event.eventTime) ?? 0 };
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled) {
    const heartbeatTimeoutMs = fields.timeout(scheduled.heartbeatTimeout);
    const startToCloseTimeoutMs = fields.timeout(scheduled.startToCloseTimeout);
    return {
      ...base,
      kind: 'scheduled',
      activityId: scheduled.activityId ?? '',
      activityType: scheduled.activityType?.name ?? '',
      taskQueue: scheduled.taskQueue?.name ?? '',
      ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }),
      ...(startToCloseTimeoutMs === undefined ? {} : { startToCloseTimeoutMs }),
    };
  }
  const started = event.activityTaskStartedEventAttributes;
  if (started) {
    const { scheduledEventId, attempt, lastFailure } = started;
    const retriedAfter = lastFailure ? (timeoutOf(lastFailure) ?? 'failure') : undefined;
    return {
      ...{ ...base, kind: 'started', scheduledEventId: Number(scheduledEventId ?? 0), attempt: attempt ?? 1 },
      ...(retriedAfter === undefined ? {} : { retriedAfter }),
    };
  }

  const requested = event.activityTaskCancelRequestedEventAttributes;
  if (requested)
    return { ...base, kind: 'cancel_requested', scheduledEventId: Number(requested.scheduledEventId ?? 0) };

  const end = endOf(event);
  if (end !== undefined) return { ...base, ...end };

  const timer = timerOf(event, base.at, fields);
  if (timer !== undefined) return { ...base, ...timer };

  const failedTask = event.workflowTaskFailedEventAttributes;
  const { WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW } = enums.WorkflowTaskFailedCause;
  if (failedTask?.cause === WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW && failedTask.newRunId === runId)
    return { ...base, kind: 'reset_to_this_run' };

  return { ...base, kind: closesWorkflow(event) ? 'closed' : 'other' };
}

function timerOf(event: Event, at: Millis, fields: Fields) {
  const firesInMs = fields.timeout(event.timerStartedEventAttributes?.startToFireTimeout);
  if (firesInMs !== undefined) return { kind: 'timer_started', firesAt: at + firesInMs } as const;
  const { timerFiredEventAttributes: fired, timerCanceledEventAttributes: canceled } = event;
  const startedEventId = Number(fired?.startedEventId ?? canceled?.startedEventId ?? 0);
  return startedEventId > 0 ? ({ kind: 'timer_ended', startedEventId, fired: Boolean(fired) } as const) : undefined;
}

function endOf(event: Event) {
  const ends: [Exclude<Outcome, 'closed'>, EndAttributes | null | undefined][] = [
    ['canceled', event.activityTaskCanceledEventAttributes],
    ['completed', event.activityTaskCompletedEventAttributes],
    ['failed', event.activityTaskFailedEventAttributes],
    ['timed_out', event.activityTaskTimedOutEventAttributes],
  ];
  for (const [outcome, attributes] of ends) {
    if (!attributes) continue;
    // An activity that was cancelled while it waited (for a worker or in back-off) has no started event.
    const ran = Number(attributes.startedEventId ?? 0) > 0;
    const timeoutKind = timeoutOf(event.activityTaskTimedOutEventAttributes?.failure);
    return {
      ...({ kind: 'ended', scheduledEventId: Number(attributes.scheduledEventId ?? 0), outcome, ran } as const),
      ...(timeoutKind === undefined ? {} : { timeout: timeoutKind }),
    };
  }
  return undefined;
}

const { TimeoutType } = enums;
const timeoutKinds: Readonly<Record<number, TimeoutKind>> = {
  [TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE]: 'start_to_close',
  [TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START]: 'schedule_to_start',
  [TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE]: 'schedule_to_close',
  [TimeoutType.TIMEOUT_TYPE_HEARTBEAT]: 'heartbeat',
};

/** The timeout that a failure stands for, if it is one. */
function timeoutOf(failure: Failure | null | undefined): TimeoutKind | undefined {
  return timeoutKinds[failure?.timeoutFailureInfo?.timeoutType ?? 0];
}

type EndAttributes = Pick<
  temporal.api.history.v1.ActivityTaskCanceledEventAttributes.$Properties,
  'scheduledEventId' | 'startedEventId'
>;

function closesWorkflow(event: Event): boolean {
  return Boolean(
    event.workflowExecutionCompletedEventAttributes ||
      event.workflowExecutionFailedEventAttributes ||
      event.workflowExecutionTimedOutEventAttributes ||
      event.workflowExecutionCanceledEventAttributes ||
      event.workflowExecutionTerminatedEventAttributes ||
      event.workflowExecutionContinuedAsNewEventAttributes,
  );
}
