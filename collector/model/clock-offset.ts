import type { Millis } from './activity/activity.js';

const windowMs = 10 * 60_000;

type Bounds = { least: number; most: number; since: Millis };

/**
 * What the timestamps in Temporal's answers prove about our clock: an answer cannot name an instant that lies ahead of
 * it, and what is new since an earlier question cannot be older than that question. Positive: our clock is ahead.
 */
export class ClockOffset {
  private current: Bounds | undefined;
  private previous: Bounds | undefined;

  /**
   * @param happenedAt an instant by the server's clock
   * @param after our clock's reading at some moment before it happened; undefined if none is known
   * @param before our clock's reading at some moment after it happened
   */
  observe(happenedAt: Millis, after: Millis | undefined, before: Millis): void {
    if (this.current === undefined || before - this.current.since > windowMs) {
      this.previous = this.current;
      this.current = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, since: before };
    }
    this.current.most = Math.min(this.current.most, before - happenedAt);
    if (after !== undefined) this.current.least = Math.max(this.current.least, after - happenedAt);
    // A clock was set meanwhile: what was proven before no longer holds.
    if (this.leastMs > this.mostMs) this.previous = undefined;
    if (this.current.least > this.current.most) this.current = undefined;
  }

  /** The smallest offset, in milliseconds, that all timestamps of the last ten to twenty minutes allow. */
  get offsetMs(): number {
    if (this.leastMs > 0) return this.leastMs;
    return Math.min(this.mostMs, 0);
  }

  private get leastMs(): number {
    return Math.max(this.current?.least ?? Number.NEGATIVE_INFINITY, this.previous?.least ?? Number.NEGATIVE_INFINITY);
  }

  private get mostMs(): number {
    return Math.min(this.current?.most ?? Number.POSITIVE_INFINITY, this.previous?.most ?? Number.POSITIVE_INFINITY);
  }
}
