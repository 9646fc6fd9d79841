import type { Millis } from '../model/activity/activity.js';
import { ClockOffset } from '../model/clock-offset.js';
import type { Execution } from '../model/execution/execution.js';
import type { Description } from '../model/execution/fold-description.js';

/** Differences below this are left to ClockOffset. */
const stepMs = 2_000;

/**
 * Our clock, corrected by what the server's timestamps prove about it. `rawNow` advances evenly while the machine's clock
 * is set: no second is invented by that.
 */
export type ServerClock = Readonly<{
  now: () => Millis;
  rawNow: () => Millis;
  offset: ClockOffset;
  /** The server's clock has reached this instant, according to an answer about this execution. */
  heard: (witness: string, happenedAt: Millis) => void;
}>;

export type LocalClocks = Readonly<{ wallMs: () => Millis; monotonicMs: () => number }>;

export function createServerClock({
  wallMs = Date.now,
  monotonicMs = () => performance.now(),
}: Partial<LocalClocks> = {}): ServerClock {
  const offset = new ClockOffset();
  let startedAt = wallMs() - monotonicMs();
  const rawNow = () => Math.floor(startedAt + monotonicMs());
  const heard = (witness: string, happenedAt: Millis) => {
    // The machine's clock was set forward, and the server's timestamps show that ours was behind: it was set right.
    const isSetForward = wallMs() - rawNow() > stepMs;
    if (isSetForward && happenedAt > rawNow() + stepMs && happenedAt <= wallMs() + stepMs)
      startedAt = wallMs() - monotonicMs();
    offset.observe(witness, happenedAt, undefined, rawNow());
  };
  return { offset, rawNow, now: () => rawNow() - offset.offsetMs, heard };
}

/** Starts and heartbeats that are new since the last description happened between the two. */
export function observeClock({ offset, rawNow, heard }: ServerClock, execution: Execution, seen: Description): void {
  const known = new Map(execution.activities.map((activity) => [activity.activityId, activity]));
  for (const { attemptStartedAt, lastHeartbeatAt, activityId } of seen.activities) {
    const before = known.get(activityId);
    for (const [happenedAt, knownAt] of [
      [attemptStartedAt, before?.attemptStartedAt],
      [lastHeartbeatAt, before?.lastHeartbeatAt],
    ] as const)
      if (happenedAt !== undefined && happenedAt !== knownAt) {
        heard(execution.runId, happenedAt);
        offset.observe(execution.runId, happenedAt, execution.describedRawAt, rawNow());
      }
  }
}
