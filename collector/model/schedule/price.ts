import type { Fifo } from './fifo.js';
import type { Urgency } from './jobs.js';
import { type Learned, type Pace, paces } from './type-rates.js';
import { periodSeconds } from './value.js';

/** Where the budget allows it, an execution is described this often. */
export const leastAgeMs: Readonly<Record<Urgency, number>> = {
  cancel_requested: 2_000,
  active: 5_000,
  // What runs shortly is seen, too; the last description is longer ago.
  starting: 1_000,
  idle: 5_000,
  timed: 0,
  new: 0,
  left_list: 0,
  unseen: 0,
  urgent_history: 0,
  history: 0,
  closed_early: 0,
  closed: 0,
};

/**
 * A description of what is known to be cancelled confirms the seconds since the last one: worth this much times the square of its
 * age in seconds. Small, because the account is exact without it.
 */
const confirmingWorth = 0.0005;
/** A wasted second that is counted so much later is as bad as one that no description shows. */
const lateAsBadAsMissedSeconds = 3_600;
/** While calls are scarce, one call reads what grew in at least this time, and in at most that one. */
const historyAfterMs = 20_000;
const historyWithinMs = 10 * 60_000;
/** During a mass cancellation it matters more which others are cancelled than since when each is. */
const urgentHistoryWithinMs = 120_000;
const urgentHistoryMsPerWorth = 15_000;
/** First descriptions that are worth their price are spread over this time. */
const unseenWithinSeconds = 60;
const exploredWithinSeconds = 10;

export type Priced = { readonly fifo: Fifo; readonly urgency: Urgency; readonly pace: Pace; learned: Learned };

/** However high the price: open executions wait at most `floorMs`, those with a cancelled activity at most `freshMs`. */
export type Bounds = Readonly<{ floorMs: number; freshMs: number }>;

/** How long an entry of a queue waits when a call is worth `price` wasted seconds. */
export function periodMsAt(price: number, { urgency, pace, learned }: Priced, { floorMs, freshMs }: Bounds): number {
  switch (urgency) {
    case 'cancel_requested':
      return between(
        leastAgeMs.cancel_requested,
        Math.sqrt(price / confirmingWorth) * 1000,
        Math.min(freshMs, floorMs),
      );
    case 'active':
    case 'starting':
      return between(
        leastAgeMs[urgency],
        Math.min(activeSeconds(price, learned), idleSeconds(price, learned, pace)) * 1000,
        floorMs,
      );
    case 'idle':
      return between(leastAgeMs.idle, idleSeconds(price, learned, pace) * 1000, floorMs);
    case 'unseen':
      return learned.toExplore > 0 || firstWorth(price, learned) > price ? 0 : floorMs;
    case 'urgent_history':
      return Math.min(urgentHistoryWithinMs, price * urgentHistoryMsPerWorth);
    case 'history':
      if (price === 0) return 0;
      return learned.isRead ? between(historyAfterMs, gatheringMs(price, learned), historyWithinMs) : historyAfterMs;
    case 'timed':
    case 'new':
    case 'left_list':
    case 'closed':
    case 'closed_early':
      return 0;
  }
}

/** The time over which the calls saved by reading what has gathered weigh as much as the delay. */
function gatheringMs(price: number, { startsPerIdleSecond, wastedSecondsPerStart }: Learned): number {
  const wastedPerSecond = startsPerIdleSecond[paces.quiet] * wastedSecondsPerStart;
  return Math.sqrt((2 * price * lateAsBadAsMissedSeconds) / wastedPerSecond) * 1000;
}

function activeSeconds(price: number, { cancelsPerRunningSecond, wastedSecondsPerCancel: wasted }: Learned): number {
  return periodSeconds(price, cancelsPerRunningSecond, wasted, wasted);
}

function idleSeconds(price: number, learned: Learned, pace: Pace): number {
  const { lifeSeconds, startsPerIdleSecond } = learned;
  return periodSeconds(price, startsPerIdleSecond[pace], lifeSeconds, findWorth(price, learned));
}

/**
 * Wasted seconds that finding a running activity is expected to show, less the calls to follow it: the part of its mean life in
 * which it is not cancelled, it is followed at the period q that is best at this price, which leaves exp(−q/w) of them; in the
 * other part, it is found cancelled, with w seconds left on average.
 */
function findWorth(price: number, learned: Learned): number {
  const { cancelsPerRunningSecond, wastedSecondsPerStart, wastedSecondsPerCancel: wasted } = learned;
  const everySeconds = Math.max(leastAgeMs.active / 1000, activeSeconds(price, learned));
  const followed = wastedSecondsPerStart * Math.exp(-everySeconds / wasted);
  const cancelled = cancelsPerRunningSecond * wasted;
  return (followed + cancelled * wasted) / (1 + cancelled);
}

/** Of the first description of an execution that has been open for long. */
function firstWorth(price: number, learned: Learned): number {
  return learned.runningShare * findWorth(price, learned);
}

/** First descriptions per second that are wanted now; those that are worth little come in time for the floor. */
export function firstDescriptionsPerSecond(price: number, queue: Priced, { floorMs }: Bounds, now: number): number {
  const { fifo, learned } = queue;
  if (fifo.first === undefined) return 0;
  const exploring = Math.min(fifo.size, learned.toExplore) / exploredWithinSeconds;
  // A share of what is left, again and again, would never come to an end: the last ones come one a second.
  const leftSeconds = (fifo.first.sinceMs + floorMs - now) / 1000 - unseenWithinSeconds;
  const inTime = leftSeconds > 1 ? fifo.size / leftSeconds : Math.max(1, fifo.size / exploredWithinSeconds);
  // The more they are worth, the sooner: without a step in it, the demand meets the budget at one price.
  const worthwhile = Math.max(0, 1 - price / firstWorth(price, learned)) * (fifo.size / unseenWithinSeconds);
  return Math.max(exploring, inTime, worthwhile);
}

const describing: ReadonlySet<Urgency> = new Set(['cancel_requested', 'active', 'starting', 'idle']);

/**
 * The price at which the descriptions of all known executions add up to `perSecond`; 0 where the budget allows all that is useful.
 * @param before the last one: the search begins near it
 */
export function priceFor(
  queues: readonly Priced[],
  perSecond: number,
  bounds: Bounds,
  before: number,
  now: number,
): number {
  const priced = queues.filter(({ fifo, urgency }) => fifo.size > 0 && describing.has(urgency));
  const unseen = queues.filter(({ fifo, urgency }) => fifo.size > 0 && urgency === 'unseen');
  const isTooLow = (price: number) => {
    let demand = 0;
    for (const queue of unseen) demand += firstDescriptionsPerSecond(price, queue, bounds, now);
    for (const queue of priced) demand += (queue.fifo.size * 1000) / periodMsAt(price, queue, bounds);
    return demand > perSecond;
  };
  if (!isTooLow(0)) return 0;
  let low = Math.max(leastPrice, before / neighbourhood);
  let high = Math.min(highestPrice, Math.max(low, before) * neighbourhood);
  if (!isTooLow(low)) low = leastPrice;
  else if (isTooLow(high)) high = highestPrice;
  while (high / low > 1 + precision) {
    const middle = Math.sqrt(low * high);
    if (isTooLow(middle)) low = middle;
    else high = middle;
  }
  return high;
}

const leastPrice = 1e-6;
const highestPrice = 1e5;
const neighbourhood = 1.2;
const precision = 0.01;

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
