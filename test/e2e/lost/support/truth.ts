import type { Client } from '@temporalio/client';
import type { google } from '@temporalio/proto';
import { type Plan, retryAfterMs } from '../../../support/plan.js';

export type TrueOutcome = 'canceled' | 'completed' | 'failed' | 'timed_out' | 'closed';

/** A cancelled activity as history records it: milliseconds since the epoch. */
export type Cancelled = Readonly<{
  activityId: string;
  activityType: string;
  requestedAt: number;
  /** Of its last attempt; history lacks it where the workflow closed first. */
  startedAt?: number;
  /** Its own end, or its workflow's. */
  endedAt: number;
  outcome: TrueOutcome;
}>;

type Run = Readonly<{ workflowId: string; runId?: string }>;

/** The cancelled activities of runs that have closed, read by the tests themselves and not with the collector's code. */
export async function cancelledIn(client: Client, runs: readonly Run[]): Promise<Cancelled[]> {
  const all = await Promise.all(runs.map((run) => cancelledInOne(client, run)));
  return all.flat();
}

async function cancelledInOne(client: Client, { workflowId, runId }: Run): Promise<Cancelled[]> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const all = events ?? [];
  const closedAt = millis(all.at(-1)?.eventTime);
  return all.flatMap((event) => {
    const requested = event.activityTaskCancelRequestedEventAttributes;
    if (!requested) return [];
    const scheduledEventId = Number(requested.scheduledEventId);
    const scheduled = all.find(({ eventId }) => Number(eventId) === scheduledEventId);
    const started = all.find(
      (one) => Number(one.activityTaskStartedEventAttributes?.scheduledEventId) === scheduledEventId,
    );
    const ends: [TrueOutcome, (typeof all)[number] | undefined][] = [
      [
        'canceled',
        all.find((one) => Number(one.activityTaskCanceledEventAttributes?.scheduledEventId) === scheduledEventId),
      ],
      [
        'completed',
        all.find((one) => Number(one.activityTaskCompletedEventAttributes?.scheduledEventId) === scheduledEventId),
      ],
      [
        'failed',
        all.find((one) => Number(one.activityTaskFailedEventAttributes?.scheduledEventId) === scheduledEventId),
      ],
      [
        'timed_out',
        all.find((one) => Number(one.activityTaskTimedOutEventAttributes?.scheduledEventId) === scheduledEventId),
      ],
    ];
    const [outcome, end] = ends.find(([, one]) => one !== undefined) ?? (['closed', undefined] as const);
    // Cancelled before a worker had it: it never ran.
    if (end !== undefined && started === undefined) return [];
    const attributes = scheduled?.activityTaskScheduledEventAttributes;
    return [
      {
        activityId: attributes?.activityId ?? '',
        activityType: attributes?.activityType?.name ?? '',
        requestedAt: millis(event.eventTime),
        ...(started === undefined ? {} : { startedAt: millis(started.eventTime) }),
        endedAt: end === undefined ? closedAt : millis(end.eventTime),
        outcome,
      },
    ];
  });
}

/** Milliseconds run after the request, up to `until`. A run that a reset began may have been cancelled before it started. */
export function wastedMs(activities: readonly Cancelled[], until = Number.POSITIVE_INFINITY): number {
  return activities.reduce((sum, { requestedAt, startedAt = requestedAt, endedAt }) => {
    return sum + Math.max(0, Math.min(endedAt, until) - Math.max(requestedAt, startedAt));
  }, 0);
}

export function millis(time: google.protobuf.ITimestamp | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
}

/** When the server ended the first attempt of a workflow's only activity by a timeout, from history or the plan. */
export async function timedOutAt(
  client: Client,
  workflowId: string,
  plan: Omit<Plan, 'activityType'>,
): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const started = events?.find((event) => event.activityTaskStartedEventAttributes);
  const timedOut = events?.find((event) => event.activityTaskTimedOutEventAttributes);
  if (plan.attempts === undefined) return millis(timedOut?.eventTime);
  // The next attempt was due half a second after the end of the one before.
  return millis(started?.eventTime) - retryAfterMs;
}
