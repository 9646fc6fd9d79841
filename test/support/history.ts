import type { WorkflowHandle } from '@temporalio/client';
import type { google, temporal } from '@temporalio/proto';

type Event = temporal.api.history.v1.IHistoryEvent;

/** One cancelled activity as history records it: milliseconds since the epoch. */
export type CancelledActivity = Readonly<{
  activityId: string;
  activityType: string;
  startedAt: number;
  requestedAt: number;
  endedAt: number;
  outcome: 'canceled' | 'completed' | 'failed' | 'timed_out';
}>;

/** Read by the tests themselves, oldest event first, and not with the collector's code. */
export async function cancelledActivities(workflow: WorkflowHandle): Promise<CancelledActivity[]> {
  const { events } = await workflow.fetchHistory();
  const byId = new Map((events ?? []).map((event) => [Number(event.eventId), event]));
  return [...byId.values()].flatMap((event) => {
    const end = endOf(event);
    if (end === undefined) return [];
    const scheduled = byId.get(Number(end.attributes.scheduledEventId));
    const started = byId.get(Number(end.attributes.startedEventId));
    const requested = [...byId.values()].find(
      ({ activityTaskCancelRequestedEventAttributes: attributes }) =>
        attributes && Number(attributes.scheduledEventId) === Number(end.attributes.scheduledEventId),
    );
    if (requested === undefined || started === undefined) return [];
    return [
      {
        activityId: scheduled?.activityTaskScheduledEventAttributes?.activityId ?? '',
        activityType: scheduled?.activityTaskScheduledEventAttributes?.activityType?.name ?? '',
        startedAt: millis(started.eventTime),
        requestedAt: millis(requested.eventTime),
        endedAt: millis(event.eventTime),
        outcome: end.outcome,
      },
    ];
  });
}

function endOf(event: Event) {
  if (event.activityTaskCanceledEventAttributes)
    return { outcome: 'canceled', attributes: event.activityTaskCanceledEventAttributes } as const;
  if (event.activityTaskCompletedEventAttributes)
    return { outcome: 'completed', attributes: event.activityTaskCompletedEventAttributes } as const;
  if (event.activityTaskFailedEventAttributes)
    return { outcome: 'failed', attributes: event.activityTaskFailedEventAttributes } as const;
  if (event.activityTaskTimedOutEventAttributes)
    return { outcome: 'timed_out', attributes: event.activityTaskTimedOutEventAttributes } as const;
  return undefined;
}

function millis(time: google.protobuf.ITimestamp | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
}
