import type { Millis } from '../activity/activity.js';

export const outcomes = ['canceled', 'completed', 'failed', 'timed_out', 'closed'] as const;
export type Outcome = (typeof outcomes)[number];

export const timeoutKinds = ['start_to_close', 'schedule_to_start', 'schedule_to_close', 'heartbeat'] as const;
export type TimeoutKind = (typeof timeoutKinds)[number];

/** What Deadbeat reads out of a workflow's history. `scheduledEventId` names one activity within its run. */
export type HistoryEvent = Readonly<{ eventId: number; at: Millis }> &
  (
    | Readonly<{
        kind: 'scheduled';
        activityId: string;
        activityType: string;
        taskQueue: string;
        heartbeatTimeoutMs?: number;
        startToCloseTimeoutMs?: number;
      }>
    /** `retriedAfter`: how the attempt before this one ended. */
    | Readonly<{ kind: 'started'; scheduledEventId: number; attempt?: number; retriedAfter?: TimeoutKind | 'failure' }>
    | Readonly<{ kind: 'cancel_requested'; scheduledEventId: number }>
    | Readonly<{
        kind: 'ended';
        scheduledEventId: number;
        outcome: Exclude<Outcome, 'closed'>;
        ran: boolean;
        /** Which timeout ended it. */
        timeout?: TimeoutKind;
      }>
    | Readonly<{ kind: 'timer_started'; firesAt: Millis }>
    | Readonly<{ kind: 'timer_ended'; startedEventId: number; fired: boolean }>
    | Readonly<{ kind: 'closed' }>
    /** The run began by a reset: everything before was copied from another run and belongs to it. */
    | Readonly<{ kind: 'reset_to_this_run' }>
    | Readonly<{ kind: 'other' }>
  );

export type Scheduled = Readonly<{
  activityId: string;
  activityType: string;
  taskQueue: string;
  heartbeatTimeoutMs?: number;
  startToCloseTimeoutMs?: number;
  /** Taken from a description that does not contain them: its event was not read. */
  optionsUnknown?: boolean;
}>;

/** What history says about one activity whose cancellation was requested or that was asked about. */
export type Fact = Readonly<{
  scheduledEventId: number;
  scheduled?: Scheduled;
  scheduledAt?: Millis;
  requestedAt?: Millis;
  /** Of the last attempt; history shows it only once that has ended. */
  startedAt?: Millis;
  end?: Readonly<{ at: Millis; eventId: number; outcome: Exclude<Outcome, 'closed'>; ran: boolean }>;
}>;

/** The newest part of a history, newest event first, read back to event `after` and further where that was needed. */
export type Tail = Readonly<{ events: readonly HistoryEvent[]; newestEventId: number; tooLong: boolean }>;

/** What a reader of history needs to know to stop in time. */
export type TailQuestion = Readonly<{
  /** Events up to this one are in the account. */
  after: number;
  /** Activities whose scheduling must be found, however far back it is: an attempt of each began at that instant. */
  attemptsStartedAt: ReadonlyMap<string, Millis>;
  /** Scheduling events that need not be found again. */
  knownScheduledEventIds: ReadonlySet<number>;
}>;

/** Joins the events of a tail to what was known before, one fact for each scheduling event mentioned; a pause is offered after each event. */
export function* factSteps(
  events: readonly HistoryEvent[],
  before: ReadonlyMap<number, Fact>,
): Generator<void, Map<number, Fact>> {
  const mentioned = new Map<number, Writable<Fact>>();
  const add = (scheduledEventId: number, more: Partial<Fact>) => {
    const fact = mentioned.get(scheduledEventId);
    if (fact !== undefined) Object.assign(fact, more);
    else mentioned.set(scheduledEventId, { ...before.get(scheduledEventId), ...more, scheduledEventId });
  };

  for (const event of ofThisRun(events)) {
    yield;
    switch (event.kind) {
      case 'scheduled': {
        const { activityId, activityType, taskQueue, heartbeatTimeoutMs, startToCloseTimeoutMs } = event;
        const scheduled: Scheduled = {
          ...{ activityId, activityType, taskQueue },
          ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }),
          ...(startToCloseTimeoutMs === undefined ? {} : { startToCloseTimeoutMs }),
        };
        add(event.eventId, { scheduledAt: event.at, scheduled });
        break;
      }
      case 'cancel_requested':
        add(event.scheduledEventId, { requestedAt: event.at });
        break;
      case 'ended':
        add(event.scheduledEventId, {
          end: { at: event.at, eventId: event.eventId, outcome: event.outcome, ran: event.ran },
        });
        break;
      case 'started':
        add(event.scheduledEventId, { startedAt: event.at });
        break;
      case 'timer_started':
      case 'timer_ended':
      case 'closed':
      case 'reset_to_this_run':
      case 'other':
        break;
    }
  }
  return new Map<number, Fact>([...before, ...mentioned]);
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * What happened before the reset that began this run belongs to another one. What had not ended came along: it is
 * dispatched again, and its cancellation stays requested.
 */
export function ofThisRun(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const reset = events.findIndex((event) => event.kind === 'reset_to_this_run');
  if (reset === -1) return events;
  const copied = events.slice(reset);
  const ended = new Set(copied.flatMap((event) => (event.kind === 'ended' ? [event.scheduledEventId] : [])));
  const cameAlong = copied.filter(
    (event) => event.kind === 'scheduled' || (event.kind === 'cancel_requested' && !ended.has(event.scheduledEventId)),
  );
  return [...events.slice(0, reset), ...cameAlong];
}

/** When the workflow closed, if the tail shows it. */
export function closedAt(events: readonly HistoryEvent[]): Millis | undefined {
  return events.find((event) => event.kind === 'closed')?.at;
}
