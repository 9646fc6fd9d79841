import { setTimeout as sleep } from 'node:timers/promises';

/** The part of the set rate below which throttling never pushes the budget, and the rate: one call in two seconds harms nobody. */
const leastShare = 1 / 40;
const leastPerSecond = 0.5;
/** A server that has answered nothing for so long was not there, or not to be reached. */
const awayAfterMs = 20_000;
/** Several failures within this time count as one: calls in flight fail together. */
const backOffAtMostEveryMs = 500;
/** At high rates a timer's tick lets several calls pass; this bounds how many. */
const burstMs = 20;
/** A second's calls are spread over a little more: timers and the network may bunch them by that much. */
const spreadMs = 1_020;

/**
 * Calls per second that Deadbeat may make: a leaky bucket (GCRA) whose rate halves when the server throttles or does not
 * answer and recovers with each success. No second ever holds more calls than `perSecond`.
 */
export class Budget {
  private allowed: number;
  /** On the monotonic clock: the instant at which the next call would be on time. */
  private theoreticalArrivalMs = 0;
  private backedOffAtMs = Number.NEGATIVE_INFINITY;
  /** Since when nothing has been answered. */
  private unansweredSinceMs: number | undefined;

  constructor(
    readonly perSecond: number,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {
    this.allowed = perSecond;
  }

  /** Calls per second now allowed. */
  get allowedPerSecond(): number {
    return this.allowed;
  }

  /** Resolves when one call may be made. Callers are served in the order in which they ask. */
  async take(signal?: AbortSignal): Promise<void> {
    const burst = Math.max(1, Math.floor((this.allowed * burstMs) / 1000));
    const intervalMs = spreadMs / Math.max(this.allowed - (burst - 1), this.allowed / 2);
    const arrivalMs = Math.max(this.monotonicMs(), this.theoreticalArrivalMs);
    this.theoreticalArrivalMs = arrivalMs + intervalMs;
    const onTimeAtMs = arrivalMs - (burst - 1) * intervalMs;
    // Timers may fire early by a part of a millisecond.
    for (let waitMs = onTimeAtMs - this.monotonicMs(); waitMs > 0; waitMs = onTimeAtMs - this.monotonicMs())
      await sleep(Math.ceil(waitMs), undefined, signal === undefined ? {} : { signal });
  }

  succeeded(): void {
    const { unansweredSinceMs: since = Number.POSITIVE_INFINITY } = this;
    // Nobody was there: that said nothing about how much the server can bear.
    if (this.monotonicMs() - since >= awayAfterMs) this.allowed = Math.max(this.allowed, this.perSecond / 2);
    this.unansweredSinceMs = undefined;
    this.allowed = Math.min(this.perSecond, this.allowed * 1.05 + this.perSecond / 500);
  }

  /**
   * The server was unavailable or did not answer in time. When nothing was answered for long, the first answer allows half
   * of what is set at once; where it answers now and then, it is overloaded, and the rate recovers slowly.
   */
  unanswered(): void {
    this.unansweredSinceMs ??= this.monotonicMs();
    this.slowDown();
  }

  /** The server throttled. */
  backOff(): void {
    this.unansweredSinceMs = undefined;
    this.slowDown();
  }

  private slowDown(): void {
    const now = this.monotonicMs();
    if (now - this.backedOffAtMs < backOffAtMostEveryMs) return;
    this.backedOffAtMs = now;
    const least = Math.max(this.perSecond * leastShare, Math.min(this.perSecond, leastPerSecond));
    this.allowed = Math.max(least, this.allowed / 2);
    this.theoreticalArrivalMs = Math.max(this.theoreticalArrivalMs, now + 1000 / this.allowed);
  }
}
