import { type Prior, perSecond, priorReads, priorReadsOfWaste, type Sums, startsOf, weighted } from './prior.js';
import { type TimersEnded, TimersLearned } from './timers.js';

export const paces = { quiet: 0, lively: 1 } as const;
/** Whether the last description showed that activities had been started since the one before. */
export type Pace = (typeof paces)[keyof typeof paces];

type ByPace = [quiet: number, lively: number];

/** What is known of one workflow type. */
export type Learned = Readonly<{
  /** First descriptions that are still wanted, whatever they are worth, to tell whether its executions do little. */
  toExplore: number;
  /** Enough has been read to tell how long its activities run, and how many are cancelled. */
  isRead: boolean;
  /** Of the executions that are described for the first time, how many run an activity. */
  runningShare: number;
  startsPerIdleSecond: Readonly<ByPace>;
  lifeSeconds: number;
  wastedSecondsPerStart: number;
  wastedSecondsPerCancel: number;
  cancelsPerRunningSecond: number;
  /** Nearly every timer that ends lets an activity start, and little else does. */
  startsByTimer: boolean;
}>;

const descriptionsUntilKnown = 20;
const endsUntilRead = 10;
const priorDescriptions = 50;
const halfLifeSeconds = 3_600;
/** A mass cancellation shows in the descriptions of the last seconds. */
const cancelsOfBurst = 2;
const burstHalfLifeSeconds = 15;

/** What a piece of history told about activities. */
export type HistoryLesson = Readonly<{
  events: number;
  starts: number;
  ended: number;
  livesSeconds: number;
  cancelled: number;
  wastedSeconds: number;
}> &
  TimersEnded;

/** How the executions of one workflow type behave, learned from the calls that were made anyway; older ones count less. */
export class TypeRates {
  /** Of executions whose last description showed nothing new, and of those where it did. */
  private readonly grownEvents: ByPace = [0, 0];
  private readonly foundRunning: ByPace = [0, 0];
  private readonly idleSeconds: ByPace = [0, 0];
  private events = 0;
  private eventStarts = 0;
  private ended = 0;
  private livesSeconds = 0;
  private cancelled = 0;
  private wastedSeconds = 0;
  private readonly timers = new TimersLearned();
  private cancelsSeen = 0;
  private runningSeconds = 0;
  private burstCancels = 0;
  private burstSeconds = 0;
  private firstDescriptions = 0;
  private firstRunning = 0;

  /** The first description of an execution. */
  learnFirst(grownEvents: number, isRunning: boolean, seconds: number, prior: Prior): void {
    this.firstDescriptions += 1;
    this.firstRunning += Number(isRunning);
    this.learnIdle(paces.quiet, grownEvents, false, seconds, prior);
  }

  /** A description of an execution that ran nothing at the last one: its history has grown by so many events since. */
  learnIdle(pace: Pace, grownEvents: number, isRunning: boolean, seconds: number, prior: Prior): void {
    this.grownEvents[pace] += grownEvents;
    this.foundRunning[pace] += Number(isRunning);
    const starts = startsOf(grownEvents, Number(isRunning), this.eventsPerStart(prior));
    // Between two descriptions that follow closely, only short activities end: at least the even share was idle.
    const idleSeconds = Math.max(seconds / (starts + 1), seconds - starts * this.lifeSeconds(prior));
    this.idleSeconds[pace] += idleSeconds;
  }

  /** A description of an execution that still runs the activity, not known to be cancelled, of the last one. */
  learnRunning(isCancelled: boolean, seconds: number): void {
    this.cancelsSeen += Number(isCancelled);
    this.burstCancels += Number(isCancelled);
    this.runningSeconds += seconds;
    this.burstSeconds += seconds;
  }

  learnHistory(lesson: HistoryLesson): void {
    this.events += lesson.events;
    this.eventStarts += lesson.starts;
    this.ended += lesson.ended;
    this.livesSeconds += lesson.livesSeconds;
    this.cancelled += lesson.cancelled;
    this.wastedSeconds += lesson.wastedSeconds;
    this.timers.learn(lesson);
  }

  forget(seconds: number): void {
    const kept = 0.5 ** (seconds / halfLifeSeconds);
    for (const pace of [paces.quiet, paces.lively]) {
      this.grownEvents[pace] *= kept;
      this.foundRunning[pace] *= kept;
      this.idleSeconds[pace] *= kept;
    }
    this.events *= kept;
    this.eventStarts *= kept;
    this.ended *= kept;
    this.livesSeconds *= kept;
    this.cancelled *= kept;
    this.wastedSeconds *= kept;
    this.timers.forget(kept);
    this.cancelsSeen *= kept;
    this.runningSeconds *= kept;
    const keptOfBurst = 0.5 ** (seconds / burstHalfLifeSeconds);
    this.burstCancels *= keptOfBurst;
    this.burstSeconds *= keptOfBurst;
  }

  /** Everything that the price asks for. */
  learned(prior: Prior): Learned {
    const lifeSeconds = this.lifeSeconds(prior);
    const wastedSecondsPerStart = weighted(
      this.wastedSeconds,
      this.ended,
      prior.wastedSecondsPerStart,
      priorReadsOfWaste,
    );
    const wastedSecondsPerCancel = weighted(
      this.wastedSeconds,
      this.cancelled,
      prior.wastedSecondsPerCancel,
      priorReads,
    );
    const quiet = this.startsAt(paces.quiet, prior);
    const lively = this.startsAt(paces.lively, prior);
    const all = perSecond(quiet + lively, sumOf(this.idleSeconds), prior.startsPerIdleSecond);
    return {
      toExplore: Math.max(0, descriptionsUntilKnown - this.firstDescriptions),
      isRead: this.ended >= endsUntilRead,
      startsByTimer: this.timers.areFollowed,
      runningShare: this.runningShare(Math.min(1, all * lifeSeconds)),
      lifeSeconds,
      wastedSecondsPerStart,
      wastedSecondsPerCancel,
      startsPerIdleSecond: [
        perSecond(quiet, this.idleSeconds[paces.quiet], all),
        perSecond(lively, this.idleSeconds[paces.lively], all),
      ],
      cancelsPerRunningSecond: this.cancelsPerRunningSecond(
        wastedSecondsPerStart / wastedSecondsPerCancel / Math.max(1, lifeSeconds - wastedSecondsPerStart),
      ),
    };
  }

  /** What started and has not ended for very long shows only where it is found. */
  private runningShare(byRates: number): number {
    return Math.max(byRates, weighted(this.firstRunning, this.firstDescriptions, byRates, priorDescriptions));
  }

  /** As history has it, and what still runs; during a mass cancellation as the last descriptions show it. */
  private cancelsPerRunningSecond(usual: number): number {
    const read = this.cancelled + 1;
    const seen = (this.cancelsSeen + read) / (this.runningSeconds + read / usual);
    const burst = perSecond(this.burstCancels, this.burstSeconds, seen);
    return this.burstCancels >= cancelsOfBurst ? Math.max(seen, burst) : seen;
  }

  private lifeSeconds(prior: Prior): number {
    return weighted(this.livesSeconds, this.ended, prior.lifeSeconds, priorReads);
  }

  private eventsPerStart(prior: Prior): number {
    return weighted(this.events, this.eventStarts, prior.eventsPerStart, priorReads);
  }

  private startsAt(pace: Pace, prior: Prior): number {
    return startsOf(this.grownEvents[pace], this.foundRunning[pace], this.eventsPerStart(prior));
  }

  addTo(sum: Sums): void {
    sum.grownEvents += sumOf(this.grownEvents);
    sum.foundRunning += sumOf(this.foundRunning);
    sum.idleSeconds += sumOf(this.idleSeconds);
    sum.events += this.events;
    sum.eventStarts += this.eventStarts;
    sum.ended += this.ended;
    sum.livesSeconds += this.livesSeconds;
    sum.cancelled += this.cancelled;
    sum.wastedSeconds += this.wastedSeconds;
  }
}

function sumOf([quiet, lively]: ByPace): number {
  return quiet + lively;
}
