import type { Fifo } from './fifo.js';
import type { Urgency } from './jobs.js';
import type { Learned, Pace } from './type-rates.js';
import { periodSeconds } from './value.js';

/** Where the budget allows it, an execution is described this often. */
export const leastAgeMs: Readonly<Record<Urgency, number>> = {
  cancel_requested: 2_000,
  active: 5_000,
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
/** Seconds found in a history afterwards are worth less than the same seconds seen while they happen. */
const historyWorth = 0.3;
/** While calls are scarce, one call reads what grew in this time. */
const historyAfterMs = 20_000;
/** A history that is worth nothing at the current price is read after this time. */
const historyWithinMs = 10 * 60_000;
/** During a mass cancel it matters more which others are cancelled than since when each is. */
const urgentHistoryWithinMs = 120_000;
const urgentHistoryMsPerWorth = 5_000;
/** The history of a running activity that was found is read twice: once it is cancelled, and at its end. */
const historiesPerFind = 2;
/** By simulation: 0.5 to 0.8 of the period that a cancel's own life suggests is best, for it may end sooner. */
const activePatience = 0.6;

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
      return between(
        leastAgeMs.active,
        Math.min(activeSeconds(price, learned), idleSeconds(price, learned, pace)) * 1000,
        floorMs,
      );
    case 'idle':
      return between(leastAgeMs.idle, idleSeconds(price, learned, pace) * 1000, floorMs);
    case 'unseen':
      return !learned.isKnown || Number.isFinite(idleSeconds(price, learned, pace)) ? 0 : floorMs;
    case 'urgent_history':
      return Math.min(urgentHistoryWithinMs, price * urgentHistoryMsPerWorth);
    case 'history': {
      const worth = historyWorth * learned.wastedSecondsPerStart;
      if (price <= worth) return price > 0 ? historyAfterMs : 0;
      return Math.max(historyAfterMs, historyWithinMs * (1 - worth / price));
    }
    case 'timed':
    case 'new':
    case 'left_list':
    case 'closed':
    case 'closed_early':
      return 0;
  }
}

function activeSeconds(price: number, { cancelsPerRunningSecond, wastedSecondsPerCancel: wasted }: Learned): number {
  return activePatience * periodSeconds(price, cancelsPerRunningSecond, wasted, wasted);
}

/** What is found running has to be followed: its calls are paid from what the find is worth. */
function idleSeconds(price: number, learned: Learned, pace: Pace): number {
  const { lifeSeconds, wastedSecondsPerStart } = learned;
  const descriptions = lifeSeconds / Math.max(leastAgeMs.active / 1000, activeSeconds(price, learned));
  const worth = wastedSecondsPerStart - price * (descriptions + historiesPerFind);
  return periodSeconds(price, learned.startsPerIdleSecond[pace], lifeSeconds, worth);
}

const describing: ReadonlySet<Urgency> = new Set(['cancel_requested', 'active', 'idle']);

/**
 * The price at which the descriptions of all known executions add up to `perSecond`; 0 where the budget allows all that is useful.
 * @param before the last one: the search begins near it
 */
export function priceFor(queues: readonly Priced[], perSecond: number, bounds: Bounds, before: number): number {
  const priced = queues.filter(({ fifo, urgency }) => fifo.size > 0 && describing.has(urgency));
  const isTooLow = (price: number) => {
    let demand = 0;
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
