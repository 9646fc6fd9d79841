/**
 * What one call is worth, in expected wasted seconds that it shows while they happen.
 *
 * An event (an activity that starts, a cancellation that is requested) comes with a rate r and lasts L seconds on average. A
 * description every P seconds catches r·L·(1 − exp(−P/L)) of it, so that at age a the value of describing now and not later is
 * r·L·(1 − exp(−a/L)·(1 + a/L)): the index whose threshold spreads a budget best over executions of different rates
 * (Azar et al. 2018; Kolobov et al. 2019, on crawling for freshness).
 */

const steps = 1_024;
/** Beyond so many mean lives a longer wait changes nothing. */
const mostLives = 16;
/** By the square root of the share, in which the inverse is nearly straight where it is used most. */
const livesByRoot = Float64Array.from({ length: steps + 1 }, (_, step) => solveLives((step / steps) ** 2));

/** The number of mean lives x at which 1 − exp(−x)·(1 + x) reaches `share`; infinite where it never does. */
export function livesUntil(share: number): number {
  if (share >= 1) return Number.POSITIVE_INFINITY;
  const place = Math.sqrt(Math.max(0, share)) * steps;
  const step = Math.floor(place);
  const below = livesByRoot[step] as number;
  const above = livesByRoot[Math.min(steps, step + 1)] as number;
  return below + (above - below) * (place - step);
}

function solveLives(share: number): number {
  let low = 0;
  let high = mostLives;
  for (let round = 0; round < 50; round++) {
    const lives = (low + high) / 2;
    if (1 - Math.exp(-lives) * (1 + lives) < share) low = lives;
    else high = lives;
  }
  return high;
}

/** Seconds after which a description is worth `price`: events of `perSecond` that last `lifeSeconds` and are worth `worth` each. */
export function periodSeconds(price: number, perSecond: number, lifeSeconds: number, worth: number): number {
  const most = perSecond * lifeSeconds * worth;
  return most <= 0 ? Number.POSITIVE_INFINITY : lifeSeconds * livesUntil(price / most);
}
