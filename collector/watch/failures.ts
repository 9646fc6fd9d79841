import type { Millis } from '../model/activity/activity.js';
import type { Job } from '../model/schedule/jobs.js';

const firstRetryMs = 2_000;

type Failing = Readonly<{ times: number; at: Millis; pauseMs: number }>;

/** Calls for an execution that have failed: a history that cannot be read does not keep its execution from being described. */
export class Failures {
  private readonly failing = { describe: new Map<string, Failing>(), history: new Map<string, Failing>() };

  /** One more in a row: the next call waits twice as long, up to `longestMs`. */
  add({ key, task }: Job, now: Millis, longestMs: number): void {
    const times = (this.failing[task].get(key)?.times ?? 0) + 1;
    this.failing[task].set(key, { times, at: now, pauseMs: Math.min(longestMs, firstRetryMs * 2 ** (times - 1)) });
  }

  /** How long to wait before the next call. */
  pauseMs({ key, task }: Job, now: Millis): number {
    const failing = this.failing[task].get(key);
    if (failing === undefined) return 0;
    // However our clock was set meanwhile.
    return Math.min(failing.pauseMs, Math.max(0, failing.at + failing.pauseMs - now));
  }

  clear({ key, task }: Job): void {
    this.failing[task].delete(key);
  }

  /** Its execution is no longer followed. */
  forget(key: string): void {
    for (const failing of Object.values(this.failing)) failing.delete(key);
  }
}
