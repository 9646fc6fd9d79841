import { Account } from '../../collector/model/account/account.js';
import type { Ended } from '../../collector/model/account/effect.js';
import type { Activity, RunningActivity } from '../../collector/model/activity/activity.js';
import type { Limits } from '../../collector/model/activity/reason.js';
import { discovered, type Execution } from '../../collector/model/execution/execution.js';
import type { FoldContext } from '../../collector/model/execution/fold-context.js';
import type { Description } from '../../collector/model/execution/fold-description.js';
import { Scheduler } from '../../collector/model/schedule/scheduler.js';
import type { Budget } from '../../collector/temporal/budget.js';

/** An instant to reckon from; tests of the model hold the clock. */
export const t0 = Date.UTC(2026, 0, 1);
export const limits: Limits = {
  cancelGraceMs: 10_000,
  silentAfterMs: 120_000,
  stalledAfterMs: 300_000,
  unheardAfterMs: 120_000,
};

/** A blind activity, started at t0. */
export function runningActivity(fields: Partial<Activity> = {}): RunningActivity {
  return {
    activityId: '5',
    activityType: 'charge',
    taskQueue: 'work',
    state: 'started',
    attempt: 1,
    scheduledAt: t0,
    attemptStartedAt: t0,
    ...fields,
  };
}

/** A workflow that was discovered at t0 and began `bornMs` later (or earlier). */
export function newExecution(bornMs = 0): Execution {
  const key = { namespace: 'default', workflowId: 'w', runId: 'r' };
  return discovered({ ...key, kind: 'workflow', workflowType: 'order', taskQueue: 'work', startedAt: t0 + bornMs }, t0);
}

export function descriptionAt(
  at: number,
  activities: readonly Activity[] = [],
  fields: Partial<Description> = {},
): Description {
  return {
    at,
    rawAt: at,
    workflowType: 'order',
    taskQueue: 'work',
    historyLength: 5,
    workflowCancelRequested: false,
    activities,
    ...fields,
  };
}

/** Knows nothing of workers; workflows that began at t0 or later are accounted from their first event. */
export const context: FoldContext = { limits, accountSince: t0, workerOf: () => ({ kind: 'unknown' }) };

export function newAccount(maxLabelSets = 100, now = () => t0): Account {
  return new Account({ maxLabelSets, now });
}

/** Milliseconds wasted by all reasons together, and what of it is owed back. */
export function wastedIn(account: Account): { ms: number; debtMs: number } {
  let ms = 0;
  let debtMs = 0;
  for (const { value } of account.series.wasted.entries()) {
    ms += value.value;
    debtMs += value.debt;
  }
  return { ms, debtMs };
}

/** Milliseconds lost, of all activities together. */
export function lostIn(account: Account): number {
  let ms = 0;
  for (const { value } of account.series.lostMs.entries()) ms += value.value;
  return ms;
}

/** Names the end of a cancelled attempt. */
export function endOf(fields: Partial<Ended> = {}): Ended {
  return {
    ...{ workflowId: 'w', runId: 'r', activityId: '5', at: t0, requestedAt: t0 - 7_000 },
    ...{ wastedMs: 7_000, reason: 'no_heartbeat' },
    ...fields,
  };
}

/** A scheduler with budget for everything. */
export function newScheduler(monotonicMs?: () => number): Scheduler {
  const options = { budgetPerSecond: () => 1_000, maxObservationAgeMs: 3_600_000 };
  return new Scheduler({ ...options, ...(monotonicMs === undefined ? {} : { monotonicMs }) });
}

/** A budget of one call in so many milliseconds, on the clock of the test: under fake timers. */
export function oneCallEvery(ms: number): Budget {
  return { take: () => new Promise((resolve) => setTimeout(resolve, ms)) } as unknown as Budget;
}
