import type { Millis } from '../model/activity/activity.js';
import { ClockOffset } from '../model/clock-offset.js';
import type { Execution } from '../model/execution/execution.js';
import type { Description } from '../model/execution/fold-description.js';

/** Our clock, corrected by what the server's timestamps prove about it. */
export type ServerClock = Readonly<{ now: () => Millis; rawNow: () => Millis; offset: ClockOffset }>;

export function createServerClock(rawNow: () => Millis = Date.now): ServerClock {
  const offset = new ClockOffset();
  return { offset, rawNow, now: () => rawNow() - offset.offsetMs };
}

/** Starts and heartbeats that are new since the last description happened between the two. */
export function observeClock({ offset, rawNow }: ServerClock, execution: Execution, seen: Description): void {
  const receivedAt = rawNow();
  const known = new Map(execution.activities.map((activity) => [activity.activityId, activity]));
  for (const { attemptStartedAt, lastHeartbeatAt, activityId } of seen.activities) {
    const before = known.get(activityId);
    for (const [happenedAt, knownAt] of [
      [attemptStartedAt, before?.attemptStartedAt],
      [lastHeartbeatAt, before?.lastHeartbeatAt],
    ] as const)
      if (happenedAt !== undefined && happenedAt !== knownAt)
        offset.observe(execution.runId, happenedAt, execution.describedRawAt, receivedAt);
  }
}
