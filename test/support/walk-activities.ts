import { labelsOf, metricLabels } from '../../collector/model/account/labels.js';
import { forcedEndAt, type Millis } from '../../collector/model/activity/activity.js';
import { confirmedUntil } from '../../collector/model/activity/confirmed.js';
import { cannotHear, isStale, silence } from '../../collector/model/activity/heartbeat.js';
import { mayStillRun } from '../../collector/model/activity/orphan.js';
import type { Limits } from '../../collector/model/activity/reason.js';
import { type Attempt, type Execution, type Phase, phaseOf } from '../../collector/model/execution/execution.js';
import { isStalled } from '../../collector/model/execution/stalled.js';
import type { Measure } from '../../collector/model/gauges/measure.js';

/** `cancelsArePushed`: the server reaches activities without heartbeats too. */
export type Judging = Limits & Readonly<{ cancelsArePushed?: boolean }>;

/** Reports every value of every activity of an execution: what the gauges that are kept up have to agree with. */
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
