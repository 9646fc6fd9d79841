import type { google, temporal } from '@temporalio/proto';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** Milliseconds since the Unix epoch, with the fraction that the server gives. */
export function instant({ seconds, nanos }: google.protobuf.ITimestamp): number {
  return Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6;
}

export function at({ eventTime }: HistoryEvent): number {
  return instant(eventTime ?? {});
}

/** Seconds that activities ran after their cancellation had been requested. */
export function wastedSeconds(events: readonly HistoryEvent[]): number {
  const ms = events.map((request) => {
    const { scheduledEventId } = request.activityTaskCancelRequestedEventAttributes ?? {};
    const end =
      scheduledEventId && endedAttempts(events).find((one) => one.scheduledEventId === Number(scheduledEventId));
    return end ? Math.max(0, end.endedAt - Math.max(at(request), end.startedAt)) : 0;
  });
  return sumOf(ms) / 1000;
}

export function firstCancelRequest(events: readonly HistoryEvent[]): number | undefined {
  const request = events.find((event) => event.activityTaskCancelRequestedEventAttributes);
  return request && at(request);
}

/** When the workflow closed. */
export function closedAt(events: readonly HistoryEvent[]): number {
  const last = events.at(-1);
  return last === undefined ? 0 : at(last);
}

/** Attempts that the server timed out: of an activity's attempts history names the last one, with its number. */
export function timedOutAttempts(events: readonly HistoryEvent[]): number {
  return sumOf(endedAttempts(events).map(({ attempt, timedOut }) => (timedOut ? attempt : attempt - 1)));
}

/** When the first attempt of a workflow's only activity was over, to judge by when the second could start. */
export function firstAttemptOverAt(events: readonly HistoryEvent[]): number | undefined {
  const [ended] = endedAttempts(events);
  return ended?.attempt === 2 ? ended.startedAt - retryIntervalMs(events) : undefined;
}

/** The pause before a second attempt; 0 where there is no retry policy. */
export function retryIntervalMs(events: readonly HistoryEvent[]): number {
  const scheduled = events.find((event) => event.activityTaskScheduledEventAttributes);
  return instant(scheduled?.activityTaskScheduledEventAttributes?.retryPolicy?.initialInterval ?? {});
}

/** The last attempt of every activity that has ended. */
export function endedAttempts(events: readonly HistoryEvent[]) {
  return events.flatMap((event) => {
    const end = endAttributes(event);
    const started = events.find(({ eventId }) => end && Number(eventId) === Number(end.startedEventId));
    if (!end || !started) return [];
    const scheduled = events.find(({ eventId }) => Number(eventId) === Number(end.scheduledEventId));
    return [
      {
        scheduledEventId: Number(end.scheduledEventId),
        activityId: scheduled?.activityTaskScheduledEventAttributes?.activityId ?? '',
        attempt: started.activityTaskStartedEventAttributes?.attempt ?? 1,
        startedAt: at(started),
        endedAt: at(event),
        timedOut: Boolean(event.activityTaskTimedOutEventAttributes),
      },
    ];
  });
}

function endAttributes(event: HistoryEvent) {
  return (
    event.activityTaskCanceledEventAttributes ??
    event.activityTaskCompletedEventAttributes ??
    event.activityTaskFailedEventAttributes ??
    event.activityTaskTimedOutEventAttributes
  );
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
