import type { Millis } from './activity.js';

/** An age stops growing when the description that last confirmed it is this old. */
export const confirmedForMs = 60_000;

/** The instant up to which what a description showed may be assumed to have continued. */
export function confirmedUntil(seenAt: Millis, now: Millis): Millis {
  return Math.min(now, seenAt + confirmedForMs);
}
