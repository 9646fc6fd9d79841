import { seeded } from '../support/random.js';
import type { Policy } from './policy.js';
import type { Arrivals } from './population.js';
import { Timeline } from './timeline.js';
import { truthOf } from './truth.js';

const passEverySeconds = 10;
/** Visibility shows a start or a close so much later. */
const visibilityLagSeconds = 1;

export type OfArrivals = Readonly<{
  /** Share of their wasted seconds that had passed before a description showed them. */
  unseenShare: number;
  wastedSeconds: number;
  /** Of those that have closed, how many were described before they did. */
  describedShare: number;
  /** From the start to the first description of those that were, in seconds, shortest first. */
  delays: readonly number[];
}>;

/** Workflows that start while a policy is at work, and close: it is told of them as passes list them. */
export class ArrivingWorkflows {
  private readonly random;
  private readonly firstIndex: number;
  private nextStartsAt = 0;
  private nextPassAt = 0;
  private readonly open = new Set<number>();
  /** Closed before any pass had listed them. */
  private readonly unlisted: Timeline[] = [];
  private readonly firstDescribedAt = new Map<number, number>();

  constructor(
    private readonly arrivals: Arrivals,
    seed: number,
    private readonly timelines: Timeline[],
    private readonly policy: Policy,
  ) {
    this.random = seeded(seed);
    this.firstIndex = timelines.length;
  }

  /** Makes the passes up to now. */
  until(now: number): void {
    for (; this.nextPassAt <= now; this.nextPassAt += passEverySeconds) this.pass(this.nextPassAt);
  }

  described(execution: number, now: number): void {
    if (execution >= this.firstIndex && !this.firstDescribedAt.has(execution))
      this.firstDescribedAt.set(execution, now);
  }

  result(seconds: number, from: number, to: number): OfArrivals {
    const listed = this.timelines.slice(this.firstIndex);
    const all = [...listed, ...this.unlisted];
    for (const timeline of all) timeline.advance(seconds);
    let described = 0;
    const delays: number[] = [];
    for (const [execution, at] of this.firstDescribedAt) {
      const { closedAt = Number.POSITIVE_INFINITY, startedAt } = this.timelines[execution] as Timeline;
      if (startedAt < from || startedAt >= to) continue;
      if (at < closedAt) delays.push(at - startedAt);
      if (at < closedAt && closedAt <= seconds) described += 1;
    }
    const closed = all.filter(
      ({ startedAt, closedAt }) => startedAt >= from && startedAt < to && closedAt !== undefined,
    ).length;
    const { unseenSeconds, wastedSeconds } = truthOf(all, from, to);
    return {
      unseenShare: unseenSeconds / wastedSeconds,
      wastedSeconds,
      describedShare: described / closed,
      delays: delays.sort((a, b) => a - b),
    };
  }

  private pass(now: number): void {
    const shownUntil = now - visibilityLagSeconds;
    for (const execution of this.open) {
      const timeline = this.timelines[execution] as Timeline;
      timeline.advance(shownUntil);
      if (timeline.closedAt === undefined || timeline.closedAt > shownUntil) continue;
      this.open.delete(execution);
      this.policy.left?.(execution, now);
    }
    for (; this.nextStartsAt <= shownUntil; this.nextStartsAt += -Math.log(1 - this.random()) / this.arrivals.perSecond)
      this.start(this.nextStartsAt, shownUntil, now);
  }

  private start(startedAt: number, shownUntil: number, now: number): void {
    const { types } = this.arrivals;
    const type = types[Math.floor(this.random() * types.length)] as Timeline['type'];
    const timeline = new Timeline(type, seeded(Math.floor(this.random() * 2 ** 31)), startedAt);
    timeline.advance(shownUntil);
    if (timeline.closedAt !== undefined && timeline.closedAt <= shownUntil) {
      this.unlisted.push(timeline);
      return;
    }
    const execution = this.timelines.push(timeline) - 1;
    this.open.add(execution);
    this.policy.appeared?.(execution, now);
  }
}
