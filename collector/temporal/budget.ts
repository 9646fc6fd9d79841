import { clearTimeout, setTimeout } from 'node:timers';
import type { Millis } from '../model/activity/activity.js';
import type { Refusal } from '../model/refusal.js';
import { Goodput } from './goodput.js';
import { Pace } from './pace.js';

/** The part of the set rate below which throttling never pushes the budget, and the rate: one call in two seconds does no harm. */
const leastShare = 1 / 40;
const leastPerSecond = 0.5;
/** A server that has answered nothing for so long was not there, or not to be reached. */
const awayAfterMs = 20_000;
/** Several failures within this time count as one: calls in flight fail together. */
const backOffAtMostEveryMs = 500;
/** Failures that follow each other faster count as one incident: the rate that was good before it still is. */
const sameTroubleMs = 3_000;
/** After a refusal: how far below what the server took the rate falls, and up to what it rises again quickly. */
const fallBackShare = 0.85;
const nearlyGoodShare = 0.95;
const quickRecoveryMs = 5_000;
/** Beyond that it rises slowly: by this share of the set rate each second, more with every 10 s without a refusal. */
const probeShare = 1 / 200;
const probeGrowsInMs = 10_000;
/**
 * Calls per second that Deadbeat may make. When the server throttles or does not answer, the rate falls below what the server
 * took; it rises again by so much a second, quickly to nearly that, then slowly beyond. No second ever holds more calls than
 * `perSecond`.
 */
export class Budget {
  /** Why the server last refused a call that counts against it, and when. */
  lastRefusal: (Refusal & Readonly<{ at: Millis }>) | undefined;
  private allowed: number;
  private readonly pace = new Pace();
  /** Callers that wait, in the order in which they asked. */
  private readonly waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private backedOffAtMs = Number.NEGATIVE_INFINITY;
  /** Since when nothing has been answered. */
  private unansweredSinceMs: number | undefined;
  private readonly goodput: Goodput;
  /** What the server took before the last trouble, and the rate to which that has pushed the budget. */
  private lastGood: number;
  private fallenTo: number;
  private raisedAtMs: number;

  constructor(
    readonly perSecond: number,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {
    this.allowed = perSecond;
    this.lastGood = perSecond;
    this.fallenTo = perSecond;
    this.raisedAtMs = monotonicMs();
    this.goodput = new Goodput(monotonicMs);
  }

  /** Calls per second now allowed. */
  get allowedPerSecond(): number {
    return this.allowed;
  }

  /** Resolves when one call may be made. Callers are served in the order in which they ask. */
  take(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(pass), 1);
        this.serve();
        reject(signal?.reason);
      };
      const pass = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      this.waiting.push(pass);
      if (signal?.aborted) return giveUp();
      signal?.addEventListener('abort', giveUp);
      this.serve();
    });
  }

  /** Each call is counted when it is made: after a late turn of the loop, those who wait do not all go at once. */
  private serve(): void {
    clearTimeout(this.timer);
    for (let pass = this.waiting[0]; pass !== undefined; pass = this.waiting[0]) {
      const now = this.monotonicMs();
      const waitMs = this.pace.nextAtMs(this.allowed) - now;
      if (waitMs > 0) {
        this.timer = setTimeout(() => this.serve(), Math.ceil(waitMs));
        return;
      }
      this.pace.made(now, this.allowed);
      this.waiting.shift();
      pass();
    }
  }

  succeeded(): void {
    this.goodput.add();
    const now = this.monotonicMs();
    const { unansweredSinceMs: since = Number.POSITIVE_INFINITY } = this;
    // Nothing was reachable: that said nothing about how much the server can bear.
    if (now - since >= awayAfterMs) this.allowed = Math.max(this.allowed, this.perSecond / 2);
    this.unansweredSinceMs = undefined;
    if (this.allowed < this.perSecond) this.raise(now);
    else this.raisedAtMs = now;
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

  /** By as much as the time since the last success allows, but nothing is saved up in a longer pause. */
  private raise(now: number): void {
    const elapsedMs = Math.min(now - this.raisedAtMs, Math.max(1_000, 1_500 / this.allowed));
    this.raisedAtMs = now;
    const nearlyGood = nearlyGoodShare * this.lastGood;
    const calmMs = now - this.backedOffAtMs;
    const perMs =
      this.allowed < nearlyGood
        ? (nearlyGood - this.fallenTo) / quickRecoveryMs
        : ((this.perSecond * probeShare) / 1000) * (1 + calmMs / probeGrowsInMs);
    this.allowed = Math.min(this.perSecond, this.allowed + perMs * elapsedMs);
  }

  private slowDown(): void {
    const now = this.monotonicMs();
    const sinceLastMs = now - this.backedOffAtMs;
    if (sinceLastMs < backOffAtMostEveryMs) return;
    this.backedOffAtMs = now;
    this.raisedAtMs = now;
    const good = Math.min(this.allowed, this.goodput.perSecond());
    this.lastGood = sinceLastMs < sameTroubleMs ? Math.max(this.lastGood, good) : good;
    const least = Math.max(this.perSecond * leastShare, Math.min(this.perSecond, leastPerSecond));
    this.allowed = Math.max(least, this.allowed / 2, Math.min(good, this.allowed * nearlyGoodShare) * fallBackShare);
    this.fallenTo = this.allowed;
    this.pace.pauseUntil(now + 1000 / this.allowed);
  }
}
