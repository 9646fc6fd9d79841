import type { Activity, Millis } from '../activity/activity.js';
import type { Description } from './fold-description.js';

/** Clocks of Temporal's own hosts may differ by so much. */
const skewMs = 2_000;

/**
 * A description whose events do not lie ahead of `now`: those that did are taken to have happened just now. The start of
 * an attempt stays, for it names the attempt; until then nothing is counted of it.
 *
 * @returns also how many instants lay ahead
 */
export function notAhead(seen: Description, now: Millis): { description: Description; ahead: number } {
  let ahead = 0;
  const isAhead = (instant: Millis | undefined): boolean => {
    if (instant === undefined || instant <= now + skewMs) return false;
    ahead += 1;
    return true;
  };
  const activities = seen.activities.map((activity): Activity => {
    isAhead(activity.attemptStartedAt);
    return {
      ...activity,
      ...(isAhead(activity.lastHeartbeatAt) ? { lastHeartbeatAt: seen.at } : {}),
      ...(isAhead(activity.lastAttemptEndedAt) ? { lastAttemptEndedAt: seen.at } : {}),
    };
  });
  const closed = isAhead(seen.closedAt) ? { closedAt: seen.at } : {};
  const end = seen.end !== undefined && isAhead(seen.end.at) ? { end: { ...seen.end, at: seen.at } } : {};
  return ahead === 0
    ? { description: seen, ahead }
    : { description: { ...seen, activities, ...closed, ...end }, ahead };
}
