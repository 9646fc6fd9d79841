import type { TemporalErrorCode } from '../errors.js';
import type { Millis } from '../model/activity/activity.js';
import type { Job } from '../model/schedule/jobs.js';
import { Outage, type Stretch } from './outage.js';

const firstRetryMs = 2_000;
/** Once a fault that is of no execution is over, all is well again soon: the budget bounds what this costs meanwhile. */
const longestRetryMs = 10_000;
/** What cannot be read is most likely never to be: it must not cost a call a minute until its retention ends. */
const longestUnreadableRetryMs = 3_600_000;

/** An execution that fails for a reason of its own soon fails again: no outage of others makes it cost more than this. */
const releaseAtMostEveryMs = 600_000;

type Failing = Readonly<{
  times: number;
  at: Millis;
  pauseMs: number;
  code: TemporalErrorCode | undefined;
  releasedAt: Millis;
}>;

/** Calls for an execution that have failed: a history that cannot be read does not keep its execution from being described. */
export class Failures {
  private readonly failing = { describe: new Map<string, Failing>(), history: new Map<string, Failing>() };
  private readonly outages = { describe: new Outage(), history: new Outage() };

  /**
   * One more in a row: the next call waits twice as long, up to a limit.
   * @param code where the fault may be of the execution: undefined where it is certainly of none
   */
  add({ key, task }: Job, now: Millis, code: TemporalErrorCode | undefined): void {
    const known = this.failing[task].get(key);
    const times = (known?.times ?? 0) + 1;
    const releasedAt = known?.releasedAt ?? Number.NEGATIVE_INFINITY;
    const longestMs = code === undefined ? longestRetryMs : this.longestUnreadableMs(task, now, code);
    const pauseMs = Math.min(longestMs, firstRetryMs * 2 ** (times - 1));
    this.failing[task].set(key, { times, at: now, pauseMs, code, releasedAt });
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

  /** A call succeeded. @returns the executions that need wait no longer: their calls failed in an outage that this has ended */
  answered(task: Job['task'], now: Millis): string[] {
    const outage = this.outages[task].answered();
    if (outage === undefined) return [];
    return [...release(this.failing.describe, outage, now), ...release(this.failing.history, outage, now)];
  }

  /** Its execution is no longer followed. */
  forget(key: string): void {
    for (const failing of Object.values(this.failing)) failing.delete(key);
  }

  /** Descriptions probe whether an outage is over: a history that alone cannot be read is no reason to ask for it every minute. */
  private longestUnreadableMs(task: Job['task'], now: Millis, code: TemporalErrorCode): number {
    const probeMs = this.outages[task].failed(code, now);
    return (task === 'describe' ? probeMs : undefined) ?? longestUnreadableRetryMs;
  }
}

/** Each begins with the first pause again: where a fault is overcome step by step, some calls still fail. */
function release(failing: Map<string, Failing>, { code, since }: Stretch, now: Millis): string[] {
  const released: string[] = [];
  for (const [key, one] of failing) {
    if (one.code !== code || one.at < since || now - one.releasedAt < releaseAtMostEveryMs) continue;
    failing.set(key, { ...one, times: 0, pauseMs: 0, releasedAt: now });
    released.push(key);
  }
  return released;
}
