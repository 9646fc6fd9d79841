import type { Millis } from '../model/activity/activity.js';
import { inSeconds } from '../text/duration.js';
import { isGivenUp } from './given-up.js';
import type { Row } from './row.js';

/** What was measured of an activity at its last observation, in a few words; its timeouts keep running after it. */
export function measuresOf(row: Row, now: Millis): string {
  const { orphaned, startedAt, lastHeartbeatAt, heartbeatTimeoutSeconds, forcedEndAt, optionsKnown } = row;
  const observedAt = Date.parse(row.observedAt);
  const since = (time: string) => inSeconds((observedAt - Date.parse(time)) / 1000);
  const parts: string[] = [];
  if (lastHeartbeatAt !== null) parts.push(`last heartbeat ${since(lastHeartbeatAt)} ago`);
  else if (startedAt !== null) parts.push(`no heartbeat in ${since(startedAt)}`);
  if (!optionsKnown) return [...parts, 'timeouts not known yet'].join(', ');
  parts.push(
    heartbeatTimeoutSeconds === null
      ? 'no heartbeat timeout'
      : `heartbeat timeout ${inSeconds(heartbeatTimeoutSeconds)}`,
  );
  if (isGivenUp(row)) return parts.join(', ');
  if (forcedEndAt !== null) {
    const left = inSeconds((Date.parse(forcedEndAt) - now) / 1000);
    parts.push(orphaned ? `its timeouts allow ${left} more` : `Temporal ends it in ${left} at the latest`);
  } else if (!orphaned && heartbeatTimeoutSeconds === null) parts.push('no timeout ends it');
  return parts.join(', ');
}
