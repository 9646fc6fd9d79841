import type { ActivityLabels } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import type { Activity, Millis } from '../activity/activity.js';
import { usualTimeoutsMs } from '../activity/with-heartbeats.js';
import type { Execution } from '../execution/execution.js';
import { type ActivityRun, attemptsOf, reasonByHistory, timedOutAtLeast, wastedMsOf } from './activity-run.js';
import { heartbeatSilenceMs, savedAtMostMs, silentWaitsOf } from './counterfactual.js';
import type { Contribution, Measure, WastedCase } from './tally.js';

const dayMs = 86_400_000;

type Draft = {
  labels: ActivityLabels;
  values: Map<Measure, number>;
  durationsMs: number[];
  timeouts: Contribution['timeouts'];
  cases: WastedCase[];
};

/**
 * What one execution adds to the audit, by activity type. `execution` is what the model knows once description and
 * history are folded in: attempts that still run, and orphans of a closed workflow. `runs`: all of its history.
 */
export function contributionsOf(execution: Execution, runs: readonly ActivityRun[], now: Millis): Contribution[] {
  const scheduledAt = new Map(runs.map((run) => [run.activityId, run.scheduledAt]));
  const drafts = new Map<string, Draft>();
  const draftFor = (activity: Readonly<{ taskQueue: string; activityType: string }>): Draft => {
    const key = JSON.stringify([activity.taskQueue, activity.activityType]);
    const empty = { heartbeatTimeoutMs: null, startToCloseTimeoutMs: null };
    const labels = labelsOf(execution, activity);
    const draft = drafts.get(key) ?? { labels, values: new Map(), durationsMs: [], timeouts: empty, cases: [] };
    drafts.set(key, draft);
    return draft;
  };

  for (const run of runs) if (run.end !== undefined) addRun(draftFor(run), execution, run);
  for (const { activity, episode } of execution.attempts.values()) {
    const draft = draftFor(activity);
    addPending(draft, activity, scheduledAt.get(activity.activityId));
    if (episode !== undefined)
      addWaste(draft, execution, activity, {
        ...{ activityId: activity.activityId, startedAt: activity.attemptStartedAt },
        ...{ cancelRequestedAt: episode.requestedAt, endedAt: episode.countedUntil, reason: episode.reason },
        openEnd: 'running',
      });
  }
  for (const { activity, closedAt, allowedUntil, cancelRequestedAt } of execution.orphans) {
    const draft = draftFor(activity);
    addPending(draft, activity, scheduledAt.get(activity.activityId));
    add(draft, 'orphanedAtMostMs', Math.max(0, Math.min(now, allowedUntil) - closedAt));
    if (cancelRequestedAt !== undefined)
      addWaste(draft, execution, activity, {
        ...{ activityId: activity.activityId, startedAt: activity.attemptStartedAt, cancelRequestedAt },
        ...{ endedAt: closedAt, openEnd: 'orphaned' },
        reason: activity.heartbeatTimeoutMs === undefined ? 'no_heartbeat' : 'awaiting_heartbeat',
      });
  }
  return [...drafts.values()];
}

function addRun(draft: Draft, execution: Execution, run: ActivityRun): void {
  const { startedAt, end, cancelRequestedAt, heartbeatTimeoutMs = null, startToCloseTimeoutMs = null } = run;
  draft.timeouts = { heartbeatTimeoutMs, startToCloseTimeoutMs };
  addAttempts(draft, attemptsOf(run), run);
  if (end?.outcome === 'completed' && startedAt !== undefined) draft.durationsMs.push(end.at - startedAt);
  add(draft, 'timedOut', timedOutAtLeast(run));
  add(draft, 'lostMs', heartbeatSilenceMs(run));
  for (const waitMs of silentWaitsOf(run)) add(draft, 'lostAtMostMs', waitMs);
  const wastedMs = wastedMsOf(run);
  addSaved(draft, run, wastedMs);
  if (cancelRequestedAt === undefined || end === undefined || !end.ran) return;
  const { activityId } = run;
  countWaste(draft, execution, {
    ...{ activityId, startedAt: startedAt ?? cancelRequestedAt, cancelRequestedAt },
    ...{ endedAt: end.at, reason: reasonByHistory(run) },
  });
}

/**
 * Attempts, and those among them that began again after an earlier one had ended: exact, as they are numbered. From the
 * scheduling to the start of the last one, at most so much work was repeated. That holds the pauses between them, too;
 * whether the code continued from its heartbeat details is not known.
 */
function addAttempts(
  draft: Draft,
  attempts: number,
  { scheduledAt, startedAt }: Readonly<{ scheduledAt?: Millis | undefined; startedAt?: Millis | undefined }>,
): void {
  const restarts = Math.max(0, attempts - 1);
  add(draft, 'attempts', attempts);
  add(draft, 'restarts', restarts);
  if (restarts > 0 && startedAt !== undefined && scheduledAt !== undefined)
    add(draft, 'repeatedAtMostMs', Math.max(0, startedAt - scheduledAt));
}

/** An attempt of which history tells neither start nor end: the description names its timeouts. */
function addPending(draft: Draft, activity: Activity, scheduledAt: Millis | undefined): void {
  const { heartbeatTimeoutMs = null, startToCloseTimeoutMs = null, attempt, attemptStartedAt } = activity;
  addAttempts(draft, Math.max(1, attempt), { scheduledAt, startedAt: attemptStartedAt });
  if (!activity.optionsUnknown) draft.timeouts = { heartbeatTimeoutMs, startToCloseTimeoutMs };
}

type Waste = Omit<WastedCase, 'workflowId' | 'runId'>;

/** Waste of an attempt whose end is not in history, with what a heartbeat timeout would have saved of it. */
function addWaste(draft: Draft, execution: Execution, { heartbeatTimeoutMs }: Activity, waste: Waste): void {
  const wastedMs = countWaste(draft, execution, waste);
  const { activityType, taskQueue } = draft.labels;
  const timeout = heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs };
  const run = { ...waste, ...timeout, activityType, taskQueue, scheduledAt: waste.startedAt };
  addSaved(draft, run, wastedMs);
}

function addSaved(draft: Draft, run: ActivityRun, wastedMs: number): void {
  for (const timeoutMs of usualTimeoutsMs) {
    const { wasteMs, waitMs } = savedAtMostMs(run, wastedMs, timeoutMs);
    add(draft, `savedAtMostMs ${timeoutMs}`, wasteMs + waitMs);
    add(draft, `savedWasteAtMostMs ${timeoutMs}`, wasteMs);
    add(draft, `savedWaitAtMostMs ${timeoutMs}`, waitMs);
  }
}

function countWaste(draft: Draft, { workflowId, runId }: Execution, waste: Waste): number {
  const wastedFrom = Math.max(waste.startedAt, waste.cancelRequestedAt);
  const wastedMs = Math.max(0, waste.endedAt - wastedFrom);
  for (let day = Math.floor(wastedFrom / dayMs) * dayMs; day < waste.endedAt; day += dayMs) {
    const ofDayMs = Math.min(waste.endedAt, day + dayMs) - Math.max(wastedFrom, day);
    add(draft, `wastedMs from ${day}`, ofDayMs);
    add(draft, `wastedMs ${waste.reason} from ${day}`, ofDayMs);
  }
  add(draft, 'cancelled', 1);
  add(draft, 'wastedMs', wastedMs);
  add(draft, `wastedMs ${waste.reason}`, wastedMs);
  draft.cases.push({ workflowId, runId, ...waste });
  return wastedMs;
}

function add(draft: Draft, measure: Measure, value: number): void {
  if (value !== 0) draft.values.set(measure, (draft.values.get(measure) ?? 0) + value);
}
