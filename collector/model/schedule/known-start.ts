import type { Wanted } from './jobs.js';
import { leastAgeMs } from './price.js';

/** So long an execution may be left alone although calls are not scarce. */
const leftAloneMs = 20_000;
/** A start further away than this is met by the descriptions that come anyway. */
const metWithinMs = 60_000;

/** Where the budget allows all that is useful, an execution is described long before its known start, too: something else may start. */
export function notOnlyAtStart(wanted: Wanted): Wanted {
  const { startsInMs, ...rest } = wanted;
  if (startsInMs === undefined || startsInMs <= leftAloneMs) return wanted;
  const withinMs = startsInMs + leastAgeMs.starting;
  const idle = { ...rest, urgency: 'idle' } as const;
  return withinMs <= metWithinMs ? { ...idle, withinMs } : idle;
}
