import type { Activity } from '../../collector/model/activity/activity.js';
import type { HistoryEvent, Tail, TailQuestion } from '../../collector/model/execution/history.js';
import { TailCheck } from '../../collector/model/execution/tail-check.js';
import { t0 } from './model.js';

/** How one activity goes, in milliseconds each. */
export type Plan = Readonly<{
  activityId: string;
  /** From the end of the activity before it under the same ID, or from the start of the workflow. */
  gapMs: number;
  waitMs: number;
  /** Given: the first attempt fails after `runMs`, and a second follows. */
  backOffMs: number | undefined;
  runMs: number;
  /** From its scheduling; undefined: never cancelled. */
  requestAfterMs: number | undefined;
  heartbeatEveryMs: number | undefined;
  /** From its scheduling: `temporal activity reset` sets the number of its attempt back to 1; undefined: never. */
  resetAfterMs: number | undefined;
  /** The server keeps its end out of history this long: a workflow task is in flight. */
  bufferedMs: number;
}>;

type AttemptSpan = Readonly<{ startAt: number; endAt: number }>;
type Life = Readonly<{
  plan: Plan;
  scheduledAt: number;
  attempts: readonly AttemptSpan[];
  requestedAt: number | undefined;
  endAt: number;
  ran: boolean;
}>;
type Unnumbered = HistoryEvent extends infer E ? (E extends HistoryEvent ? Omit<E, 'eventId'> : never) : never;
type Written = Readonly<{ event: Unnumbered; life: Life | undefined; visibleAt: number }>;

/** A workflow whose every moment is known: what a server would answer at an instant, and the truth to judge it by. */
export class SimulatedWorkflow {
  private readonly lives: readonly Life[];
  private readonly history: readonly (Readonly<{ visibleAt: number }> & HistoryEvent)[];
  readonly quietAt: number;

  constructor(
    plans: readonly Plan[],
    readonly closedAt: number | undefined,
    /** Like a server before 1.28: Describe sends no options. */
    private readonly hidesOptions = false,
  ) {
    this.lives = livesOf(plans).filter(({ scheduledAt }) => closedAt === undefined || scheduledAt <= closedAt);
    this.history = number(this.written());
    this.quietAt = Math.max(t0, closedAt ?? t0, ...this.history.map(({ visibleAt }) => visibleAt)) + 1;
  }

  pendingAt(instant: number): Activity[] {
    const at = Math.min(instant, this.closedAt ?? instant);
    const listed = this.lives.filter((life) => life.scheduledAt <= at && at < life.endAt);
    const activities = listed.map((life) => pending(life, at));
    return this.hidesOptions ? activities.map(withoutOptions) : activities;
  }

  /**
   * An upper bound of what may be counted as wasted or lost together, each moment once, where the worker's last report
   * was at `reportedAt`. No history contains the end of an attempt that was retried: only that it was before the next.
   */
  heldMs(reportedAt: number): number {
    return this.lives.reduce((sum, { requestedAt, attempts, endAt }) => {
      const spans = attempts.map(({ startAt }, index) => {
        const nextStartAt = attempts[index + 1]?.startAt;
        const cancelledAt = nextStartAt === undefined ? (requestedAt ?? reportedAt) : reportedAt;
        const since = Math.max(startAt, Math.min(reportedAt, cancelledAt));
        return Math.max(0, Math.min(nextStartAt ?? endAt, this.closedAt ?? endAt) - since);
      });
      return sum + spans.reduce((total, span) => total + span, 0);
    }, 0);
  }

  historyLengthAt(instant: number): number {
    return this.history.filter(({ visibleAt }) => visibleAt <= instant).length;
  }

  isClosedAt(instant: number): boolean {
    return this.closedAt !== undefined && this.closedAt <= instant;
  }

  /** Reads newest first in pages until the question is answered, as the collector's reader does. */
  tailAt(instant: number, question: TailQuestion, pageSize: number): Tail {
    const visible = this.history.filter(({ visibleAt }) => visibleAt <= instant).reverse();
    const check = new TailCheck(question);
    let read = pageSize;
    while (!check.add(visible.slice(read - pageSize, read)).isAnswered && read < visible.length) read += pageSize;
    return { events: visible.slice(0, read), newestEventId: visible[0]?.eventId ?? question.after, tooLong: false };
  }

  /** Milliseconds truly wasted up to an instant. */
  wastedMs(until: number): number {
    return this.lives.reduce((sum, { requestedAt, attempts, endAt, ran }) => {
      if (requestedAt === undefined || !ran) return sum;
      const from = Math.max(requestedAt, attempts.at(-1)?.startAt ?? requestedAt);
      return sum + Math.max(0, Math.min(endAt, until, this.closedAt ?? until) - from);
    }, 0);
  }

  /** How many attempts ended after a cancel request that found them running. */
  get cancelledThatRan(): number {
    return this.lives.filter(({ requestedAt, ran }) => requestedAt !== undefined && ran).length;
  }

  private written(): Written[] {
    const { closedAt } = this;
    const written: Written[] = [{ event: { kind: 'other', at: t0 }, life: undefined, visibleAt: t0 }];
    for (const life of this.lives) {
      const { plan, scheduledAt, requestedAt, endAt, ran, attempts } = life;
      const { activityId, heartbeatEveryMs } = plan;
      const scheduled = {
        kind: 'scheduled',
        at: scheduledAt,
        activityId,
        activityType: 'charge',
        taskQueue: 'work',
      } as const;
      const heartbeatTimeoutMs = heartbeatEveryMs === undefined ? undefined : 3 * heartbeatEveryMs;
      const event = heartbeatTimeoutMs === undefined ? scheduled : { ...scheduled, heartbeatTimeoutMs };
      written.push({ event, life, visibleAt: scheduledAt });
      if (requestedAt !== undefined)
        written.push({
          event: { kind: 'cancel_requested', at: requestedAt, scheduledEventId: 0 },
          life,
          visibleAt: requestedAt,
        });
      if (closedAt !== undefined && endAt > closedAt) continue;
      const visibleAt = Math.min(endAt + (ran ? plan.bufferedMs : 0), closedAt ?? Number.POSITIVE_INFINITY);
      const startedAt = attempts.at(-1)?.startAt ?? endAt;
      if (ran) written.push({ event: { kind: 'started', at: startedAt, scheduledEventId: 0 }, life, visibleAt });
      const outcome = requestedAt === undefined ? 'completed' : 'canceled';
      written.push({ event: { kind: 'ended', at: endAt, scheduledEventId: 0, outcome, ran }, life, visibleAt });
    }
    const happened = written.filter(({ visibleAt }) => closedAt === undefined || visibleAt <= closedAt);
    const inOrder = happened.sort((a, b) => a.visibleAt - b.visibleAt);
    if (closedAt === undefined) return inOrder;
    return [...inOrder, { event: { kind: 'closed', at: closedAt }, life: undefined, visibleAt: closedAt }];
  }
}

function livesOf(plans: readonly Plan[]): Life[] {
  const freeAt = new Map<string, number>();
  return plans.map((plan) => {
    const life = lifeOf(plan, (freeAt.get(plan.activityId) ?? t0) + plan.gapMs);
    freeAt.set(plan.activityId, life.endAt + plan.bufferedMs);
    return life;
  });
}

function lifeOf(plan: Plan, scheduledAt: number): Life {
  const { waitMs, runMs, backOffMs, requestAfterMs } = plan;
  const startAt = scheduledAt + waitMs;
  const first = { startAt, endAt: startAt + runMs };
  const second =
    backOffMs === undefined ? undefined : { startAt: first.endAt + backOffMs, endAt: first.endAt + backOffMs + runMs };
  const planned = second === undefined ? [first] : [first, second];
  const requestedAt = requestAfterMs === undefined ? undefined : scheduledAt + requestAfterMs;
  const naturalEnd = planned.at(-1)?.endAt ?? startAt;
  if (requestedAt === undefined || requestedAt >= naturalEnd)
    return { plan, scheduledAt, attempts: planned, requestedAt: undefined, endAt: naturalEnd, ran: true };

  // A request to one that runs lets it run to its end without a retry; one that does not run ends at once.
  const attempts = planned.filter((attempt) => attempt.startAt <= requestedAt);
  const current = attempts.at(-1);
  const isRunning = current !== undefined && requestedAt < current.endAt;
  return { plan, scheduledAt, attempts, requestedAt, endAt: isRunning ? current.endAt : requestedAt, ran: isRunning };
}

function pending({ plan, scheduledAt, attempts, requestedAt }: Life, at: number): Activity {
  const { activityId, heartbeatEveryMs } = plan;
  const begun = attempts.filter(({ startAt }) => startAt <= at);
  const current = begun.at(-1);
  const runs = current !== undefined && at < current.endAt;
  const lastAttemptEndedAt = (runs ? begun.at(-2) : current)?.endAt;
  const beats =
    heartbeatEveryMs === undefined || current === undefined
      ? 0
      : Math.floor((Math.min(at, current.endAt) - current.startAt) / heartbeatEveryMs);
  return {
    activityId,
    activityType: 'charge',
    taskQueue: 'work',
    state: !runs ? 'scheduled' : requestedAt !== undefined && requestedAt <= at ? 'cancel_requested' : 'started',
    attempt: attemptNumber(
      begun,
      runs,
      plan.resetAfterMs === undefined ? undefined : scheduledAt + plan.resetAfterMs,
      at,
    ),
    scheduledAt,
    ...(lastAttemptEndedAt === undefined ? {} : { lastAttemptEndedAt }),
    ...(runs ? { attemptStartedAt: current.startAt } : {}),
    ...(beats > 0 && current !== undefined && heartbeatEveryMs !== undefined
      ? { lastHeartbeatAt: current.startAt + beats * heartbeatEveryMs }
      : {}),
    ...(heartbeatEveryMs === undefined ? {} : { heartbeatTimeoutMs: 3 * heartbeatEveryMs }),
  };
}

function withoutOptions({ heartbeatTimeoutMs: _, ...activity }: Activity): Activity {
  return { ...activity, taskQueue: '', optionsUnknown: true };
}

function attemptNumber(begun: readonly AttemptSpan[], runs: boolean, resetAt: number | undefined, at: number): number {
  const number = runs ? begun.length : begun.length + 1;
  if (resetAt === undefined || resetAt > at) return number;
  const before = begun.filter(({ startAt }) => startAt <= resetAt).length;
  return Math.max(1, number - Math.max(0, before - 1));
}

/** Gives events their IDs, and those of an activity the ID of the one that scheduled it. */
function number(written: readonly Written[]): (HistoryEvent & { visibleAt: number })[] {
  const scheduledIds = new Map<Life, number>();
  return written.map(({ event, life, visibleAt }, index) => {
    const eventId = index + 1;
    if (event.kind === 'scheduled' && life !== undefined) scheduledIds.set(life, eventId);
    const scheduledEventId = life === undefined ? undefined : scheduledIds.get(life);
    const named = 'scheduledEventId' in event ? { ...event, scheduledEventId } : event;
    return { ...named, eventId, visibleAt } as HistoryEvent & { visibleAt: number };
  });
}
