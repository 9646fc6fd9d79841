import type { Millis } from '../activity/activity.js';
import type { Reason } from '../activity/reason.js';
import { type HistoryEvent, type Outcome, ofThisRun, type TimeoutKind } from '../execution/history.js';

/** One activity of a workflow's history, from its scheduling to its end. History keeps the last attempt only. */
export type ActivityRun = Readonly<{
  activityId: string;
  activityType: string;
  taskQueue: string;
  scheduledAt: Millis;
  heartbeatTimeoutMs?: number;
  startToCloseTimeoutMs?: number;
  cancelRequestedAt?: Millis;
  /** Start and number of the last attempt; absent where none had ended when the history was read. */
  startedAt?: Millis;
  attempt?: number;
  /** Why the attempt before the last one ended. */
  retriedAfter?: TimeoutKind | 'failure';
  /** Absent: the history ends before the activity does. */
  end?: Readonly<{ at: Millis; outcome: Exclude<Outcome, 'closed'>; ran: boolean; timeout?: TimeoutKind }>;
}>;

/** Joins the events of a whole history, in any order, to its activities. */
export function activityRunsOf(events: readonly HistoryEvent[]): ActivityRun[] {
  const runs = new Map<number, Partial<ActivityRun>>();
  const add = (scheduledEventId: number, more: Partial<ActivityRun>) =>
    runs.set(scheduledEventId, { ...runs.get(scheduledEventId), ...more });

  for (const event of ofThisRun(events)) {
    switch (event.kind) {
      case 'scheduled': {
        const { eventId, at, activityId, activityType, taskQueue, heartbeatTimeoutMs, startToCloseTimeoutMs } = event;
        add(eventId, {
          ...{ activityId, activityType, taskQueue, scheduledAt: at },
          ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }),
          ...(startToCloseTimeoutMs === undefined ? {} : { startToCloseTimeoutMs }),
        });
        break;
      }
      case 'started':
        add(event.scheduledEventId, {
          startedAt: event.at,
          ...(event.attempt === undefined ? {} : { attempt: event.attempt }),
          ...(event.retriedAfter === undefined ? {} : { retriedAfter: event.retriedAfter }),
        });
        break;
      case 'cancel_requested':
        add(event.scheduledEventId, { cancelRequestedAt: event.at });
        break;
      case 'ended': {
        const { at, outcome, ran, timeout } = event;
        add(event.scheduledEventId, { end: { at, outcome, ran, ...(timeout === undefined ? {} : { timeout }) } });
        break;
      }
      case 'closed':
      case 'reset_to_this_run':
      case 'timer_started':
      case 'timer_ended':
      case 'other':
        break;
    }
  }
  return [...runs.values()].filter((run): run is ActivityRun => run.scheduledAt !== undefined);
}

/** How many attempts were dispatched, as far as history records it. */
export function attemptsOf({ attempt, end }: ActivityRun): number {
  return attempt ?? (end?.ran ? 1 : 0);
}

/** Milliseconds from the later of request and start to the end, where the last attempt ran when it was cancelled. */
export function wastedMsOf({ cancelRequestedAt, startedAt, end }: ActivityRun): number {
  if (cancelRequestedAt === undefined || end === undefined || !end.ran) return 0;
  return Math.max(0, end.at - Math.max(cancelRequestedAt, startedAt ?? cancelRequestedAt));
}

/**
 * Why a cancelled attempt ran on, as far as the way it ended shows. When a heartbeat delivered the cancellation, history
 * does not tell; but without one for longer than its heartbeat timeout, the server would have ended the attempt.
 */
export function reasonByHistory(run: ActivityRun): Reason {
  const { heartbeatTimeoutMs, end } = run;
  if (end?.outcome === 'canceled') return 'awaiting_heartbeat';
  if (end?.timeout === 'heartbeat') return 'silent';
  if (heartbeatTimeoutMs === undefined) return 'no_heartbeat';
  return wastedMsOf(run) > heartbeatTimeoutMs ? 'ignoring_cancel' : 'awaiting_heartbeat';
}

/**
 * Attempts that a timeout ended while they ran: ending them on the server does not stop their code. Of those before the
 * last one, history keeps how the newest ended, so that there may be more.
 */
export function timedOutAtLeast({ end, retriedAfter }: ActivityRun): number {
  const last = end?.ran && end.outcome === 'timed_out' && end.timeout !== 'schedule_to_start' ? 1 : 0;
  const isTimeout = retriedAfter !== undefined && retriedAfter !== 'failure' && retriedAfter !== 'schedule_to_start';
  return last + (isTimeout ? 1 : 0);
}
