import type { Millis, RunningActivity } from '../activity/activity.js';
import { heartbeatOfThisAttempt } from '../activity/heartbeat.js';
import type { Attempt } from './execution.js';

const keptAtMost = 12;
const none: readonly Millis[] = [];

/** The heartbeats of an attempt that descriptions have shown, oldest first; of many, the newest. */
export function heartbeatsSeen(before: Attempt | undefined, activity: RunningActivity): readonly Millis[] {
  const known = before === undefined ? none : (before.heartbeats ?? asList(heartbeatOfThisAttempt(before.activity)));
  const newest = heartbeatOfThisAttempt(activity);
  if (newest === undefined || newest <= (known.at(-1) ?? Number.NEGATIVE_INFINITY)) return known;
  return [...known, newest].slice(-keptAtMost);
}

function asList(heartbeat: Millis | undefined): readonly Millis[] {
  return heartbeat === undefined ? none : [heartbeat];
}
