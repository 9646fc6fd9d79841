import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** The run's history, read straight from the server: the truth that Deadbeat is measured against. */
export async function historyOf({ workflowService, options }: Client, workflowId: string, runId: string) {
  const events: HistoryEvent[] = [];
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await workflowService.getWorkflowExecutionHistory({
      namespace: options.namespace,
      execution: { workflowId, runId },
      ...(nextPageToken ? { nextPageToken } : {}),
    });
    events.push(...(page.history?.events ?? []));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  return events;
}

/** Milliseconds since the Unix epoch, with the fraction that history has. */
export function at({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6;
}

/** Seconds that activities ran after their cancellation had been requested. */
export function wastedSeconds(events: readonly HistoryEvent[]): number {
  let ms = 0;
  for (const request of events) {
    const scheduledEventId = request.activityTaskCancelRequestedEventAttributes?.scheduledEventId;
    if (!scheduledEventId) continue;
    const end = events.find((event) => String(endOfAttempt(event)?.scheduledEventId) === String(scheduledEventId));
    const started = events.find((event) => String(event.eventId) === String(end && endOfAttempt(end)?.startedEventId));
    if (end !== undefined && started !== undefined) ms += Math.max(0, at(end) - Math.max(at(request), at(started)));
  }
  return ms / 1000;
}

function endOfAttempt(event: HistoryEvent) {
  return (
    event.activityTaskCanceledEventAttributes ??
    event.activityTaskCompletedEventAttributes ??
    event.activityTaskFailedEventAttributes ??
    event.activityTaskTimedOutEventAttributes
  );
}
