import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gaugesOfActivities } from '../../support/activity-gauges.js';
import type { Plan } from '../../support/plan.js';
import { expectAccount } from './support/judge.js';
import { Recorder, type Row } from './support/recorder.js';
import { mainQueue, Stage } from './support/stage.js';
import { type Cancelled, cancelledIn, millis } from './support/truth.js';

/** Long enough to be seen, terminated or reset in time on a busy machine. */
const blindFor20s = {
  taskQueue: mainQueue,
  work: [{ behaviour: 'blind', ms: 23_000 }],
  startToCloseMs: 20_000,
  cancellation: 'wait',
} as const satisfies Partial<Plan>;

const plans = {
  tried: { ...blindFor20s, cancellation: 'try', cancelAfterMs: 4_000 },
  triedAndLingering: { ...blindFor20s, cancellation: 'try', cancelAfterMs: 2_000, lingerMs: 5_000 },
  terminated: blindFor20s,
  cancelledAndTerminated: { ...blindFor20s, cancelAfterMs: 2_000 },
  heartbeatingAndTerminated: {
    ...blindFor20s,
    work: [{ behaviour: 'silent', ms: 23_000 }],
    heartbeatTimeoutMs: 17_000,
  },
  leftByContinueAsNew: blindFor20s,
  reset: { ...blindFor20s, cancelAfterMs: 2_000 },
} as const satisfies Record<string, Omit<Plan, 'activityType'>>;
type Name = keyof typeof plans;
const names = Object.keys(plans) as Name[];

const afterContinueAsNew: Plan = {
  ...blindFor20s,
  activityType: 'cancelledAfterContinueAsNew',
  work: [{ behaviour: 'blind', ms: 19_000 }],
  startToCloseMs: 16_000,
  cancelAfterMs: 2_000,
};

/** An activity left behind: how long it was allowed to run after its workflow had closed. */
type LeftBehind = Readonly<{ closedAt: number; allowedUntil: number }>;

let stage: Stage;
let recorder: Recorder;
const truth = new Map<string, readonly Cancelled[]>();
const leftBehind = new Map<string, LeftBehind>();

/** Everything happens here, side by side; the tests check the record of it. */
beforeAll(async () => {
  stage = await Stage.open();
  await stage.worker();
  recorder = new Recorder(await stage.collector(['--schedule', '*/2 * * * * *']));
  await Promise.all(names.map((name) => runCase(name)));
  await recorder.settled([...truth.values()].flat().length);
  await recorder.stop();
});

afterAll(() => stage?.close());

async function runCase(name: Name): Promise<void> {
  const plan: Plan = { activityType: name, ...plans[name] };
  switch (name) {
    case 'tried':
    case 'triedAndLingering': {
      const workflow = await stage.start(name, [plan]);
      await workflow.result();
      return await over(name, [workflow.firstExecutionRunId]);
    }
    case 'terminated':
    case 'cancelledAndTerminated':
    case 'heartbeatingAndTerminated': {
      const workflow = await stage.start(name, [plan]);
      const what = `the activity of ${name} to be shown${plan.cancelAfterMs === undefined ? '' : ' as cancelled'}`;
      await recorder.when(what, ({ rows }) =>
        rows.some(
          ({ activityType, state }) =>
            activityType === name && (plan.cancelAfterMs === undefined || state === 'cancel_requested'),
        ),
      );
      await workflow.terminate();
      return await over(name, [workflow.firstExecutionRunId]);
    }
    case 'leftByContinueAsNew': {
      const workflow = await stage.start(name, [plan, 4_000, afterContinueAsNew], { type: 'runAnew' });
      await workflow.result();
      const { runId } = await stage.client.workflow.getHandle(name).describe();
      await over(name, [workflow.firstExecutionRunId]);
      truth.set('cancelledAfterContinueAsNew', await cancelledIn(stage.client, [{ workflowId: name, runId }]));
      return;
    }
    case 'reset': {
      const workflow = await stage.start(name, [plan, 500], { type: 'runTicking' });
      await recorder.when('the cancel before the reset to be shown', ({ rows }) =>
        rows.some(({ activityType, state }) => activityType === name && state === 'cancel_requested'),
      );
      const runId = await resetToNow(name);
      await stage.client.workflow.getHandle(name, runId).result();
      return await over(name, [workflow.firstExecutionRunId, runId]);
    }
  }
}

/** Resets to the newest workflow task. */
async function resetToNow(workflowId: string): Promise<string> {
  const { events } = await stage.client.workflow.getHandle(workflowId).fetchHistory();
  const newest = events?.findLast((event) => event.workflowTaskCompletedEventAttributes);
  const { runId } = await stage.service.resetWorkflowExecution({
    namespace: stage.namespace,
    workflowExecution: { workflowId },
    reason: 'test',
    requestId: workflowId,
    workflowTaskFinishEventId: newest?.eventId ?? null,
  });
  return runId ?? '';
}

/** Notes what history says of the runs, and what the first one left behind. */
async function over(workflowId: Name, runIds: readonly string[]): Promise<void> {
  truth.set(
    workflowId,
    await cancelledIn(
      stage.client,
      runIds.map((runId) => ({ workflowId, runId })),
    ),
  );
  const [runId = ''] = runIds;
  const [pending] = await stage.pendingOf(workflowId, runId);
  const { closeTime } = await stage.client.workflow.getHandle(workflowId, runId).describe();
  const startedAt = millis(pending?.lastStartedTime);
  const { startToCloseMs, ...plan }: Omit<Plan, 'activityType'> = plans[workflowId];
  const silentUntil = millis(pending?.lastHeartbeatTime) + (plan.heartbeatTimeoutMs ?? Number.POSITIVE_INFINITY);
  leftBehind.set(workflowId, {
    closedAt: closeTime?.getTime() ?? Number.NaN,
    allowedUntil: Math.min(startedAt + startToCloseMs, silentUntil),
  });
}

const of = (name: string) => ({ activity_type: name });

describe.each(names)('an activity left behind by a workflow: %s', (name) => {
  it('is counted after its workflow closed as long as it was allowed to run', () => {
    const { closedAt, allowedUntil } = leftBehind.get(name) ?? { closedAt: Number.NaN, allowedUntil: Number.NaN };
    const counted = 1000 * (recorder.last.metrics.sum('deadbeat_orphaned_exposure_seconds_total', of(name)) ?? 0);
    expect(allowedUntil - closedAt).toBeGreaterThan(1_000);
    expect(Math.abs(counted - (allowedUntil - closedAt)), `${counted} ms counted`).toBeLessThanOrEqual(5);
  });

  it('is shown as such, and no longer than it was allowed to run', () => {
    const { closedAt, allowedUntil } = leftBehind.get(name) ?? { closedAt: Number.NaN, allowedUntil: Number.NaN };
    const seen = recorder.shown.filter(({ metrics }) => metrics.sum('deadbeat_orphaned_activities', of(name)) === 1);
    expect(seen.length).toBeGreaterThan(0);
    for (const { askedAt, answeredAt } of seen) {
      expect(answeredAt).toBeGreaterThan(closedAt);
      expect(askedAt).toBeLessThanOrEqual(allowedUntil);
    }
  });

  it('is no longer shown among the activities that run', () => {
    const orphanRows = recorder.shown.flatMap(({ rows }) => rows.filter(isOrphanOf(name)));
    expect(orphanRows.length).toBeGreaterThan(0);
    for (const row of orphanRows) expect(row.reason).toBeNull();
    // The description that finds the workflow closed turns the one into the other.
    const first = recorder.shown.findIndex(({ rows }) => rows.some(isOrphanOf(name)));
    const late = recorder.shown.slice(first + 1);
    if (name !== 'reset')
      expect(late.flatMap(({ metrics }) => metrics.all('deadbeat_activities', of(name)))).toEqual([]);
  });

  it('is wasted as far as history confirms it, and ends once', () => {
    expectAccount(recorder, name, truth.get(name) ?? []);
  });
});

const isOrphanOf = (name: string) => (row: Row) => row.activityType === name && row.orphaned === true;

describe('a workflow that continues in a new run', () => {
  it('keeps the new run apart: its own cancel is counted from its own history', () => {
    const cancelled = truth.get('cancelledAfterContinueAsNew') ?? [];
    expect(cancelled.map(({ outcome }) => outcome)).toEqual(['timed_out']);
    expectAccount(recorder, 'cancelledAfterContinueAsNew', cancelled);
  });

  it('counts nothing of what the old run left behind as wasted, for it had not been cancelled', () => {
    expect(truth.get('leftByContinueAsNew')).toEqual([]);
  });

  it('counts the part before and the part after a reset once each', () => {
    expect(truth.get('reset')?.map(({ outcome }) => outcome)).toEqual(['closed', 'timed_out']);
  });
});

describe('when all is over', () => {
  it.each(gaugesOfActivities)('%s has no series left', (gauge) => {
    expect(recorder.last.metrics.all(gauge)).toEqual([]);
  });

  it('nothing was left unread', () => {
    expect(recorder.last.metrics.all('deadbeat_unreadable_total').filter(({ value }) => value > 0)).toEqual([]);
    expect(recorder.last.metrics.sum('deadbeat_unexamined_executions_total')).toBe(0);
  });
});
