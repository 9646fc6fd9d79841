import type { Millis } from './activity/activity.js';

const windowMs = 10 * 60_000;
/** A clock that is off by more is not corrected: a timestamp that says so is worth nothing. */
const mostOffMs = 366 * 24 * 3_600_000;
/** Executions that have to agree, where there are so many: a single wrong timestamp moves nothing. */
const agreeing = 3;

/** The strictest bounds that were heard of, each from another execution; the strictest comes first. */
class Testimony {
  private readonly strictest: { witness: string; boundMs: number }[] = [];

  constructor(private readonly isStricter: (one: number, other: number) => boolean) {}

  hear(witness: string, boundMs: number): void {
    const known = this.strictest.findIndex((one) => one.witness === witness);
    if (known !== -1) {
      if (!this.isStricter(boundMs, this.strictest[known]?.boundMs ?? boundMs)) return;
      this.strictest.splice(known, 1);
    }
    const place = this.strictest.findIndex((one) => this.isStricter(boundMs, one.boundMs));
    if (place === -1 && this.strictest.length >= agreeing) return;
    this.strictest.splice(place === -1 ? this.strictest.length : place, 0, { witness, boundMs });
    this.strictest.length = Math.min(this.strictest.length, agreeing);
  }

  /** What three executions agree on, or all where there are fewer; undefined for fewer than `atLeast`. */
  agreed(atLeast: number): number | undefined {
    return this.strictest.length < atLeast ? undefined : this.strictest.at(-1)?.boundMs;
  }
}

type Window = Readonly<{ least: Testimony; most: Testimony; since: Millis }>;

/**
 * What the timestamps in Temporal's answers prove about our clock: an answer cannot name an instant that lies ahead of
 * it, and what is new since an earlier question cannot be older than that question. Positive: our clock is ahead. Several
 * executions have to agree, and what no timestamp confirms any more is forgotten after ten to twenty minutes.
 */
export class ClockOffset {
  private current: Window | undefined;
  private previous: Window | undefined;

  /**
   * @param witness names the execution
   * @param happenedAt an instant by the server's clock
   * @param after our clock's reading at some moment before it happened; undefined if none is known
   * @param before our clock's reading at some moment after it happened
   */
  observe(witness: string, happenedAt: Millis, after: Millis | undefined, before: Millis): void {
    if (happenedAt - before > mostOffMs) return;
    if (this.current === undefined || before - this.current.since > windowMs || before < this.current.since) {
      this.previous = this.current;
      this.current = newWindow(before);
    }
    this.current.most.hear(witness, before - happenedAt);
    if (after !== undefined && after - happenedAt <= mostOffMs) this.current.least.hear(witness, after - happenedAt);
    // A clock was set meanwhile: what was proven before no longer holds.
    if (this.leastMs > this.mostMs) this.previous = undefined;
    if (this.leastMs > this.mostMs) this.current = newWindow(before);
  }

  /** The smallest offset, in milliseconds, that the agreed timestamps of the last ten to twenty minutes allow. */
  get offsetMs(): number {
    if (this.leastMs > 0) return this.leastMs;
    return Math.min(this.mostMs, 0);
  }

  /** One execution suffices to set our clock back, which invents no second; to set it forward takes two. */
  private get leastMs(): number {
    const bounds = [this.current, this.previous].map((window) => window?.least.agreed(1) ?? Number.NEGATIVE_INFINITY);
    return Math.max(...bounds);
  }

  private get mostMs(): number {
    const bounds = [this.current, this.previous].map((window) => window?.most.agreed(2) ?? Number.POSITIVE_INFINITY);
    return Math.min(...bounds);
  }
}

function newWindow(since: Millis): Window {
  return {
    least: new Testimony((one, other) => one > other),
    most: new Testimony((one, other) => one < other),
    since,
  };
}
