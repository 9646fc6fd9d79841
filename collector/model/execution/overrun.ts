import { forcedEndAt, type Millis, type RunningActivity } from '../activity/activity.js';
import type { Episode } from '../activity/episode.js';
import { cannotHear, heartbeatOfThisAttempt, overdueShareOfTimeout, silence } from '../activity/heartbeat.js';

/**
 * Why the code of an attempt may not have noticed that the server gave up on it, as far as was known before:
 * `ignoring_cancel`: it had received the cancellation; `silent`: its heartbeats had stopped; `no_heartbeat`: it sends none;
 * `heartbeating`: it sent heartbeats, and was not cancelled.
 */
export const overrunCauses = ['ignoring_cancel', 'silent', 'no_heartbeat', 'heartbeating'] as const;
export type OverrunCause = (typeof overrunCauses)[number];

/** Undefined: not known. @param endedAt when the server ended the attempt by a timeout */
export function overrunCauseOf(
  activity: RunningActivity,
  episode: Episode | undefined,
  endedAt: Millis,
): OverrunCause | undefined {
  switch (episode?.reason) {
    case 'stopping':
    case 'ignoring_cancel':
      return 'ignoring_cancel';
    case 'silent':
    case 'no_heartbeat':
      return episode.reason;
    case 'awaiting_heartbeat':
    case 'unheard':
    case 'unknown':
    case undefined:
      return causeByHeartbeats(activity, episode, endedAt);
  }
}

/** Of one that was cancelled and had not received it, or of which no heartbeat was seen, no more than silence can be told. */
function causeByHeartbeats(
  activity: RunningActivity,
  episode: Episode | undefined,
  endedAt: Millis,
): OverrunCause | undefined {
  if (activity.optionsUnknown) return undefined;
  if (cannotHear(activity)) return 'no_heartbeat';
  if (endedByHeartbeatTimeout(activity, endedAt)) return 'silent';
  return episode === undefined && heartbeatOfThisAttempt(activity) !== undefined ? 'heartbeating' : undefined;
}

/** Later heartbeats than the last one that was observed may have come: an end by another timeout proves no silence. */
function endedByHeartbeatTimeout(activity: RunningActivity, endedAt: Millis): boolean {
  const { heartbeatTimeoutMs } = activity;
  if (heartbeatTimeoutMs === undefined) return false;
  const isOther = endedAt >= (forcedEndAt(activity) ?? Number.POSITIVE_INFINITY);
  return !isOther && silence(activity, endedAt) >= overdueShareOfTimeout * heartbeatTimeoutMs;
}
