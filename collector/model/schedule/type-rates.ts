import { type Prior, perSecond, priorReads, type Sums, weighted } from './prior.js';

export const paces = { quiet: 0, lively: 1 } as const;
/** Whether the last description showed that activities had been started since the one before. */
export type Pace = (typeof paces)[keyof typeof paces];

type ByPace = [quiet: number, lively: number];

/** What is known of one workflow type. */
export type Learned = Readonly<{
  /** Enough has been seen to tell whether its executions do little. */
  isKnown: boolean;
  startsPerIdleSecond: Readonly<ByPace>;
  lifeSeconds: number;
  wastedSecondsPerStart: number;
  wastedSecondsPerCancel: number;
  cancelsPerRunningSecond: number;
}>;

const descriptionsUntilKnown = 20;
const halfLifeSeconds = 3_600;
/** A mass cancel shows in the descriptions of the last seconds. */
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
}>;

/** How the executions of one workflow type behave, learned from the calls that were made anyway; older ones count less. */
export class TypeRates {
  /** Of executions whose last description showed nothing new, and of those where it did. */
  private readonly starts: ByPace = [0, 0];
  private readonly idleSeconds: ByPace = [0, 0];
  private events = 0;
  private eventStarts = 0;
  private ended = 0;
  private livesSeconds = 0;
  private cancelled = 0;
  private wastedSeconds = 0;
  private cancelsSeen = 0;
  private runningSeconds = 0;
  private burstCancels = 0;
  private burstSeconds = 0;
  private descriptions = 0;

  /** A description of an execution that ran nothing at the last one: its history has grown by so many events since. */
  learnIdle(pace: Pace, grownEvents: number, seconds: number, prior: Prior): void {
    this.descriptions += 1;
    const starts = grownEvents / this.eventsPerStart(prior);
    this.starts[pace] += starts;
    this.idleSeconds[pace] += Math.max(0, seconds - starts * this.lifeSeconds(prior));
  }

  /** A description of an execution that ran an activity, not known to be cancelled, at the last one. */
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
  }

  forget(seconds: number): void {
    const kept = 0.5 ** (seconds / halfLifeSeconds);
    for (const pace of [paces.quiet, paces.lively]) {
      this.starts[pace] *= kept;
      this.idleSeconds[pace] *= kept;
    }
    this.events *= kept;
    this.eventStarts *= kept;
    this.ended *= kept;
    this.livesSeconds *= kept;
    this.cancelled *= kept;
    this.wastedSeconds *= kept;
    this.cancelsSeen *= kept;
    this.runningSeconds *= kept;
    const keptOfBurst = 0.5 ** (seconds / burstHalfLifeSeconds);
    this.burstCancels *= keptOfBurst;
    this.burstSeconds *= keptOfBurst;
  }

  /** Everything that the price asks for. */
  learned(prior: Prior): Learned {
    const lifeSeconds = this.lifeSeconds(prior);
    const wastedSecondsPerStart = weighted(this.wastedSeconds, this.ended, prior.wastedSecondsPerStart, priorReads);
    const wastedSecondsPerCancel = weighted(
      this.wastedSeconds,
      this.cancelled,
      prior.wastedSecondsPerCancel,
      priorReads,
    );
    const all = perSecond(sumOf(this.starts), sumOf(this.idleSeconds), prior.startsPerIdleSecond);
    return {
      isKnown: this.descriptions >= descriptionsUntilKnown,
      lifeSeconds,
      wastedSecondsPerStart,
      wastedSecondsPerCancel,
      startsPerIdleSecond: [
        perSecond(this.starts[paces.quiet], this.idleSeconds[paces.quiet], all),
        perSecond(this.starts[paces.lively], this.idleSeconds[paces.lively], all),
      ],
      cancelsPerRunningSecond: this.cancelsPerRunningSecond(
        wastedSecondsPerStart / wastedSecondsPerCancel / lifeSeconds,
      ),
    };
  }

  /** Usually as history has it; during a mass cancel as the last descriptions show it. */
  private cancelsPerRunningSecond(usual: number): number {
    const seen = perSecond(this.cancelsSeen, this.runningSeconds, usual);
    const burst = perSecond(this.burstCancels, this.burstSeconds, seen);
    return this.burstCancels >= cancelsOfBurst ? Math.max(seen, burst) : seen;
  }

  private lifeSeconds(prior: Prior): number {
    return weighted(this.livesSeconds, this.ended, prior.lifeSeconds, priorReads);
  }

  private eventsPerStart(prior: Prior): number {
    return weighted(this.events, this.eventStarts, prior.eventsPerStart, priorReads);
  }

  addTo(sum: Sums): void {
    sum.starts += sumOf(this.starts);
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
