import type { Wanted } from './jobs.js';
import type { Observed } from './observed.js';

/** A timer that fires later than this is not waited for: something else may start meanwhile. */
const withinMs = 30 * 60_000;

/** When the next timer of an execution fires, as its history showed, and most likely an activity starts. On the monotonic clock. */
export class PendingTimers {
  private readonly firesAtMs = new Map<string, number>();

  read(key: string, firesAtMs: number | undefined): void {
    if (firesAtMs === undefined) this.firesAtMs.delete(key);
    else this.firesAtMs.set(key, firesAtMs);
  }

  /** The next description: of an execution that is idle until its timer fires, after that. */
  wanted(key: string, wanted: Wanted, now: number): Wanted {
    const firesAtMs = wanted.urgency === 'idle' ? this.firesAtMs.get(key) : undefined;
    if (firesAtMs === undefined) return wanted;
    const startsInMs = firesAtMs - now;
    return startsInMs <= 0 || startsInMs > withinMs ? wanted : { ...wanted, urgency: 'starting', startsInMs };
  }

  /** A description after the timer had fired: the execution was running since then, most likely. */
  observed(key: string, observed: Observed, now: number): Observed {
    const firesAtMs = this.firesAtMs.get(key);
    if (firesAtMs === undefined || firesAtMs > now) return observed;
    this.firesAtMs.delete(key);
    if (observed.before !== 'idle' || now - firesAtMs > observed.seconds * 1000) return observed;
    return { ...observed, before: 'active', seconds: (now - firesAtMs) / 1000 };
  }

  forget(key: string): void {
    this.firesAtMs.delete(key);
  }
}
