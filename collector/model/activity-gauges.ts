import type { Exactly, LabelsOf } from '../metrics/definitions.js';
import type { Millis } from './activity/activity.js';
import { heartbeatOfThisAttempt, isStale } from './activity/heartbeat.js';
import type { Limits } from './activity/reason.js';
import type { Attempt } from './execution/execution.js';

/** What is measured of the activities of the executions now. All are gauges; the values of one label set are merged. */
export type ActivityGauge =
  | 'activities'
  | 'cancelRequested'
  | 'cancelRequestedOldest'
  | 'heartbeatOldest'
  | 'heartbeatTimeoutUsed'
  | 'stale'
  | 'stalled'
  | 'unreachable'
  | 'unreachableExposure'
  | 'orphaned'
  | 'lost';

export type Measure = <G extends ActivityGauge, Given extends LabelsOf<G>>(
  gauge: G,
  labels: Exactly<Given, LabelsOf<G>>,
  value: number,
) => void;

/** An age stops growing when the description that last confirmed it is this old. */
export const confirmedForMs = 60_000;

/** The instant up to which what a description showed may be assumed to have continued. */
export function confirmedUntil(seenAt: Millis, now: Millis): Millis {
  return Math.min(now, seenAt + confirmedForMs);
}

/** Heartbeats keep coming, but their details have long been the same although they changed before. */
export function isStalled({ activity, details, seenAt }: Attempt, limits: Limits): boolean {
  if (details === undefined || !details.changedBefore || isStale(activity, seenAt, limits)) return false;
  const heartbeatAt = heartbeatOfThisAttempt(activity);
  return (
    heartbeatAt !== undefined &&
    heartbeatAt > details.unchangedSince &&
    seenAt - details.unchangedSince > limits.stalledAfterMs
  );
}
