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
export function notAhead(described: Description, now: Millis): { description: Description; ahead: number } {
  let ahead = 0;
  const isAhead = (instant: Millis | undefined): boolean => {
    if (instant === undefined || instant <= now + skewMs) return false;
    ahead += 1;
    return true;
  };
  const activities = described.activities.map((activity): Activity => {
    isAhead(activity.attemptStartedAt);
    return {
      ...activity,
      ...(isAhead(activity.lastHeartbeatAt) ? { lastHeartbeatAt: described.at } : {}),
      ...(isAhead(activity.lastAttemptEndedAt) ? { lastAttemptEndedAt: described.at } : {}),
    };
  });
  const closed = isAhead(described.closedAt) ? { closedAt: described.at } : {};
  const end =
    described.end !== undefined && isAhead(described.end.at) ? { end: { ...described.end, at: described.at } } : {};
  return ahead === 0
    ? { description: described, ahead }
    : { description: { ...described, activities, ...closed, ...end }, ahead };
}
