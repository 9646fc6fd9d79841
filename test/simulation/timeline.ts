import { type Random, seeded } from '../support/random.js';
import type { Population, TypeOfWork } from './population.js';

/** Events that one activity adds to a history: scheduled at once; started and ended, with two workflow tasks, at its end. */
export const eventsPerActivity = 9;
const eventsAtStart = 1;

/** One cancelled activity, from the request to its end, in seconds of the simulation. */
export type Wasted = { requestedAt: number; endsAt: number; firstSeenAt?: number };

/** One activity, in seconds of the simulation. */
export type Activity = { startsAt: number; endsAt: number; wasted?: Wasted };

export type Seen = Readonly<{
  isRunning: boolean;
  isCancelRequested: boolean;
  isClosed?: boolean;
  historyLength: number;
  /** When the next attempt starts of what has failed. */
  retryAt?: number;
}>;

/** What a piece of history shows: the activities that ended since the last one was read. */
export type Read = Readonly<{
  events: number;
  starts: number;
  livesSeconds: number;
  cancelled: number;
  wastedSeconds: number;
  timersEnded: number;
  timersFollowed: number;
  otherStarts: number;
  /** When the timer fires that is pending. */
  timerFiresAt: number | undefined;
}>;

/** One execution: activities one after the other, made up as time passes. It remembers which waste was seen. */
export class Timeline {
  private nextStartsAt: number;
  private isRetry = false;
  /** It closed with the end of its last activity. */
  closedAt: number | undefined;
  private activitiesEnded = 0;
  current: Activity | undefined;
  /** No activity starts any more from this instant on. */
  stopsAt = Number.POSITIVE_INFINITY;
  private historyLength = 3;
  private unread = { starts: 0, livesSeconds: 0, cancelled: 0, wastedSeconds: 0 };
  /** A first description begins the account of an execution that is older. */
  private readUpTo = -1;
  readonly ended: Wasted[] = [];

  constructor(
    readonly type: TypeOfWork,
    private readonly random: Random,
    readonly startedAt: number,
    /** Told of each activity that has ended. */
    private readonly onEnd: (activity: Activity) => void = () => undefined,
  ) {
    this.nextStartsAt = startedAt + this.idleSeconds(startedAt);
  }

  /** Those that have ended, and the one under way. */
  get wasted(): readonly Wasted[] {
    const { wasted } = this.current ?? {};
    return wasted === undefined ? this.ended : [...this.ended, wasted];
  }

  describe(at: number): Seen {
    this.advance(at);
    if (this.readUpTo < 0) this.readHistory(at);
    const { current } = this;
    const isCancelRequested = current?.wasted !== undefined && current.wasted.requestedAt <= at;
    if (isCancelRequested && current?.wasted !== undefined) current.wasted.firstSeenAt ??= at;
    const seen = { isRunning: current !== undefined, isCancelRequested, historyLength: this.historyLength };
    if (this.closedAt !== undefined) return { ...seen, isClosed: true };
    return this.isRetry && current === undefined ? { ...seen, retryAt: this.nextStartsAt } : seen;
  }

  readHistory(at: number): Read {
    this.advance(at);
    const { sleeps } = this.type;
    const timers = sleeps ? this.unread.starts : 0;
    const read = {
      ...{ ...this.unread, events: this.historyLength - this.readUpTo },
      ...{ timersEnded: timers, timersFollowed: timers, otherStarts: this.unread.starts - timers },
      timerFiresAt: sleeps && this.current === undefined ? this.nextStartsAt : undefined,
    };
    this.readUpTo = this.historyLength;
    this.unread = { starts: 0, livesSeconds: 0, cancelled: 0, wastedSeconds: 0 };
    return read;
  }

  /** Cancels what runs at `at`, unless it was cancelled before. */
  cancel(at: number): void {
    this.advance(at);
    const { current } = this;
    if (current === undefined || (current.wasted !== undefined && current.wasted.requestedAt <= at)) return;
    current.wasted = { requestedAt: at, endsAt: current.endsAt };
    this.historyLength += 1;
  }

  advance(at: number): void {
    for (;;) {
      if (this.current !== undefined) {
        if (this.current.endsAt > at) return;
        this.end(this.current);
      }
      if (this.nextStartsAt > at || this.nextStartsAt > this.stopsAt) return;
      const startsAt = this.nextStartsAt;
      const life = exponential(this.random, this.type.meanLifeSeconds);
      const isCancelled = this.random() < this.type.cancelledShare;
      const endsAt = startsAt + life;
      if (!this.isRetry) this.historyLength += eventsAtStart;
      this.current = {
        startsAt,
        endsAt,
        ...(isCancelled ? { wasted: { requestedAt: startsAt + this.random() * life, endsAt } } : {}),
      };
    }
  }

  private end(activity: Activity): void {
    const { startsAt, endsAt, wasted } = activity;
    const { retries } = this.type;
    this.isRetry = wasted === undefined && retries !== undefined && this.random() < retries.failedShare;
    if (this.isRetry && retries !== undefined) {
      // No event tells of an attempt that another one follows.
      this.current = undefined;
      this.nextStartsAt = endsAt + retries.backOffSeconds;
      return;
    }
    this.onEnd(activity);
    this.historyLength += eventsPerActivity - eventsAtStart;
    this.unread.starts += 1;
    this.unread.livesSeconds += endsAt - startsAt;
    if (wasted !== undefined) {
      this.unread.cancelled += 1;
      this.unread.wastedSeconds += endsAt - wasted.requestedAt;
      this.ended.push(wasted);
    }
    this.current = undefined;
    this.activitiesEnded += 1;
    if (this.activitiesEnded === this.type.activities) this.closedAt = endsAt;
    this.nextStartsAt = this.closedAt === undefined ? endsAt + this.idleSeconds(endsAt) : Number.POSITIVE_INFINITY;
  }

  private idleSeconds(from: number): number {
    const { startsPerIdleSecond, rhythm } = this.type;
    if (rhythm === undefined) return exponential(this.random, 1 / startsPerIdleSecond);
    const { daySeconds, swing, phase } = rhythm;
    // Starts at the highest rate, of which those are left out that exceed the rate of the hour.
    for (let seconds = 0; ; ) {
      seconds += exponential(this.random, 1 / (startsPerIdleSecond * (1 + swing)));
      const rate = 1 + swing * Math.sin(2 * Math.PI * ((from + seconds) / daySeconds + phase));
      if (this.random() * (1 + swing) < rate) return seconds;
    }
  }
}

function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random()) * mean;
}

/** The executions of a population; they are up to three hours old at 0. */
export function timelinesOf(
  { types }: Population,
  seed: number,
  onEnd?: (execution: number, activity: Activity) => void,
): Timeline[] {
  let execution = -1;
  let next = seed;
  return types.flatMap((type) =>
    Array.from({ length: type.executions }, () => {
      next = (next * 1_664_525 + 1_013_904_223) | 0;
      const random = seeded(next);
      execution += 1;
      const index = execution;
      const tell = onEnd === undefined ? undefined : (activity: Activity) => onEnd(index, activity);
      const timeline = new Timeline(type, random, -10_800 * random(), tell);
      timeline.advance(0);
      timeline.ended.length = 0;
      return timeline;
    }),
  );
}
