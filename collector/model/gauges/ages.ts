import type { Millis } from '../activity/activity.js';

/**
 * The greatest of several ages. Each grows until the instant up to which what it belongs to is confirmed, and then
 * stands still. Stored so that it can be computed for any later time, until the first of them stands still.
 */
export class Ages {
  /** The earliest beginning of those that grow. */
  private growingSince = Number.POSITIVE_INFINITY;
  /** The greatest of those that stand still. */
  private standingMs = 0;

  /** @returns until when this stays right */
  add(since: Millis, confirmedUntil: Millis, now: Millis): Millis {
    if (now < confirmedUntil) {
      this.growingSince = Math.min(this.growingSince, since);
      return confirmedUntil;
    }
    this.standingMs = Math.max(this.standingMs, confirmedUntil - since);
    return Number.POSITIVE_INFINITY;
  }

  addAll(other: Ages): void {
    this.growingSince = Math.min(this.growingSince, other.growingSince);
    this.standingMs = Math.max(this.standingMs, other.standingMs);
  }

  oldestMs(now: Millis): number {
    return Math.max(this.standingMs, now - this.growingSince);
  }
}
