import type { temporal } from '@temporalio/proto';
import type { ExecutionKey } from '../model/execution/execution.js';
import { answers, type HistoryEvent, type Outcome, type Tail, type TailQuestion } from '../model/execution/history.js';
import { instant, timeout } from './convert.js';
import { enums } from './enums.js';
import type { CallScope, Rpc } from './rpc.js';

type Event = temporal.api.history.v1.HistoryEvent.$Properties;

/** Pages count batches of events. Most tails are short: the first page is small, the next ones are not. */
const firstPageSize = 50;
/** The server's own limit. */
const pageSize = 256;

/** A history longer than the server's own limit of 51,200 events is read no further. */
const maxEvents = 52_000;

/**
 * Reads history newest first, page by page, until the question is answered. The budget has been taken for the first page.
 * @throws TemporalError
 */
export async function readTail(rpc: Rpc, key: ExecutionKey, question: TailQuestion, scope: CallScope): Promise<Tail> {
  const execution = { workflowId: key.workflowId, runId: key.runId };
  const events: HistoryEvent[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    const request = {
      namespace: key.namespace,
      execution,
      maximumPageSize: nextPageToken === undefined ? firstPageSize : pageSize,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    };
    if (nextPageToken !== undefined) await scope.budget.take();
    const answer = await rpc.callNow('GetWorkflowExecutionHistoryReverse', scope, (service) =>
      service.getWorkflowExecutionHistoryReverse(request),
    );
    for (const event of answer.history?.events ?? []) events.push(readEvent(event, key.runId));
    nextPageToken = answer.nextPageToken?.length ? answer.nextPageToken : undefined;
  } while (nextPageToken !== undefined && events.length < maxEvents && !answers(events, question));
  return {
    events,
    newestEventId: events[0]?.eventId ?? question.after,
    tooLong: nextPageToken !== undefined && !answers(events, question),
  };
}

/** `runId` tells a reset that began this run from one that ended it. */
export function readEvent(event: Event, runId: string): HistoryEvent {
  const base = { eventId: Number(event.eventId ?? 0), at: instant(event.eventTime) ?? 0 };
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled) {
    const heartbeatTimeoutMs = timeout(scheduled.heartbeatTimeout);
    return {
      ...base,
      kind: 'scheduled',
      activityId: scheduled.activityId ?? '',
      activityType: scheduled.activityType?.name ?? '',
      taskQueue: scheduled.taskQueue?.name ?? '',
      ...(heartbeatTimeoutMs === undefined || Number.isNaN(heartbeatTimeoutMs) ? {} : { heartbeatTimeoutMs }),
    };
  }
  const started = event.activityTaskStartedEventAttributes;
  if (started) return { ...base, kind: 'started', scheduledEventId: Number(started.scheduledEventId ?? 0) };

  const requested = event.activityTaskCancelRequestedEventAttributes;
  if (requested)
    return { ...base, kind: 'cancel_requested', scheduledEventId: Number(requested.scheduledEventId ?? 0) };

  const end = endOf(event);
  if (end !== undefined) return { ...base, ...end };

  const failedTask = event.workflowTaskFailedEventAttributes;
  const { WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW } = enums.WorkflowTaskFailedCause;
  if (failedTask?.cause === WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW && failedTask.newRunId === runId)
    return { ...base, kind: 'reset_to_this_run' };

  return { ...base, kind: closesWorkflow(event) ? 'closed' : 'other' };
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
    return { kind: 'ended', scheduledEventId: Number(attributes.scheduledEventId ?? 0), outcome, ran } as const;
  }
  return undefined;
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
