import type { Exactly, LabelsOf } from '../metrics/definitions.js';
import { labelsOf, metricLabels } from './account/labels.js';
import { forcedEndAt, type Millis } from './activity/activity.js';
import { cannotHear, heartbeatOfThisAttempt, isStale, silence } from './activity/heartbeat.js';
import { mayStillRun } from './activity/orphan.js';
import type { Limits } from './activity/reason.js';
import { type Attempt, type Execution, type Phase, phaseOf } from './execution/execution.js';

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

/** The instant up to which what a description showed may be taken to have gone on. */
export function confirmedUntil(seenAt: Millis, now: Millis): Millis {
  return Math.min(now, seenAt + confirmedForMs);
}

/** `cancelsArePushed`: the server reaches activities without heartbeats too. */
export type Judging = Limits & Readonly<{ cancelsArePushed?: boolean }>;

/** Reports every value of every activity of an execution. */
export function measure(execution: Execution, now: Millis, limits: Judging, report: Measure): void {
  for (const { activity, ...orphan } of execution.orphans)
    if (mayStillRun({ activity, ...orphan }, now)) report('orphaned', metricLabels(labelsOf(execution, activity)), 1);
  if (execution.closedAt !== undefined || execution.describedAt === undefined) return;

  for (const activity of execution.activities)
    report('activities', { ...metricLabels(labelsOf(execution, activity)), state: activity.state }, 1);
  for (const attempt of execution.attempts.values()) measureAttempt(execution, attempt, now, limits, report);
}

function measureAttempt(execution: Execution, attempt: Attempt, now: Millis, limits: Judging, report: Measure): void {
  const { activity, episode, seenAt } = attempt;
  const labels = metricLabels(labelsOf(execution, activity));
  const until = confirmedUntil(seenAt, now);
  if (episode !== undefined) {
    report('cancelRequested', { ...labels, reason: episode.reason }, 1);
    const age = Math.max(0, until - episode.requestedAt) / 1000;
    report('cancelRequestedOldest', { ...labels, reason: episode.reason }, age);
  }
  if (attempt.lost !== undefined) report('lost', labels, 1);
  if (cannotHear(activity)) {
    if (limits.cancelsArePushed) return;
    report('unreachable', labels, 1);
    const endAt = forcedEndAt(activity);
    if (endAt !== undefined) report('unreachableExposure', labels, Math.max(0, endAt - now) / 1000);
    return;
  }
  // Whether it should heartbeat is not known.
  if (activity.optionsUnknown) return;
  report('heartbeatOldest', labels, silence(activity, until) / 1000);
  // Judged as of the description: a heartbeat may have come since.
  if (activity.heartbeatTimeoutMs !== undefined)
    report('heartbeatTimeoutUsed', labels, silence(activity, seenAt) / activity.heartbeatTimeoutMs);
  if (isStale(activity, seenAt, limits)) report('stale', labels, 1);
  if (isStalled(attempt, limits)) report('stalled', labels, 1);
}

/** Heartbeats go on, but their details have long been the same although they changed before. */
export function isStalled({ activity, details, seenAt }: Attempt, limits: Limits): boolean {
  if (details === undefined || !details.changedBefore || isStale(activity, seenAt, limits)) return false;
  const heartbeatAt = heartbeatOfThisAttempt(activity);
  return (
    heartbeatAt !== undefined &&
    heartbeatAt > details.unchangedSince &&
    seenAt - details.unchangedSince > limits.stalledAfterMs
  );
}

export type PhaseSummary = Readonly<{ count: number; oldestObservationAt: Millis | undefined }>;

/** Per phase, how many executions there are and the oldest observation of one. */
export function summarize(executions: Iterable<Execution>): Map<Phase, PhaseSummary> {
  const summaries = new Map<Phase, PhaseSummary>();
  for (const execution of executions) {
    const phase = phaseOf(execution);
    const observedAt = phase === 'closed' ? undefined : (execution.describedAt ?? execution.discoveredAt);
    const { count, oldestObservationAt } = summaries.get(phase) ?? { count: 0, oldestObservationAt: undefined };
    const oldest =
      observedAt === undefined ? oldestObservationAt : Math.min(observedAt, oldestObservationAt ?? observedAt);
    summaries.set(phase, { count: count + 1, oldestObservationAt: oldest });
  }
  return summaries;
}
