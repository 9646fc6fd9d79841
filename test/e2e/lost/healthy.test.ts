import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import type { Plan } from '../../support/plan.js';
import { Recorder } from './support/recorder.js';
import { mainQueue, Stage } from './support/stage.js';

const approvals = Array.from({ length: 20 }, (_, index) => `approval-${index}`);
const computations = Array.from({ length: 9 }, (_, index) => `computation-${index}`);
const approval = {
  ...{ activityType: 'approval', taskQueue: 'approvals', cancellation: 'wait', startToCloseMs: 600_000 },
  work: [{ behaviour: 'asynchronous', ms: 0 }],
} as const satisfies Plan;
const computation = {
  ...{ activityType: 'computation', taskQueue: 'resources', cancellation: 'wait', startToCloseMs: 120_000 },
  work: [{ behaviour: 'blind', ms: 30_000 }],
} as const satisfies Plan;

let stage: Stage;
let recorder: Recorder;

/** Everything happens here, side by side; the tests read the record of it. */
beforeAll(async () => {
  stage = await Stage.open();
  const [, old, resources] = await Promise.all([
    stage.worker(),
    stage.worker({ taskQueue: 'approvals', activitiesOnly: true }),
    stage.worker({ taskQueue: 'resources', language: 'python', resourceBased: true }),
  ]);
  await stage.reporting([old, resources]);
  recorder = new Recorder(await stage.collector(['--schedule', '*/2 * * * * *']));
  await Promise.all([
    ...approvals.map((id) => stage.start(id, [approval], { taskQueue: mainQueue })),
    ...computations.map((id) => stage.start(id, [computation], { taskQueue: mainQueue })),
  ]);
  const running = ({ rows }: { rows: readonly { state?: string }[] }) =>
    rows.filter(({ state }) => state === 'started').length === approvals.length + computations.length;
  await recorder.when('all of them to run', running);
  const haveLeft = async () =>
    (await stage.reportOf(old))?.activityTaskSlotsInfo?.totalProcessedTasks === approvals.length;
  await waitFor(haveLeft, { what: 'a report after the approvals left their worker' });

  // A deployment: the old worker is asked to stop, a new one takes its place.
  old.kill('SIGTERM');
  await stage.worker({ taskQueue: 'approvals', activitiesOnly: true });
  await Promise.all(computations.map((id) => stage.client.workflow.getHandle(id).result()));
  await Promise.all(
    approvals.map((workflowId) => stage.client.activity.complete({ workflowId, activityId: '1' }, null)),
  );
  await Promise.all(approvals.map((id) => stage.client.workflow.getHandle(id).result()));
  await recorder.settled(0);
  await recorder.stop();
});

afterAll(() => stage?.close());

describe('healthy work of shapes that look unhealthy', () => {
  it('has no findings: not in a deployment with pending asynchronous completions, not at high use of resource-based slots', () => {
    const found = recorder.shown.flatMap(({ rows }) => rows.filter(({ findings }) => findings.length > 0));
    expect(found).toEqual([]);
  });

  it.each([
    'deadbeat_lost_activities',
    'deadbeat_stale_activities',
    'deadbeat_stalled_activities',
    'deadbeat_orphaned_activities',
  ])('%s has no series', (gauge) => {
    for (const { metrics } of recorder.shown) expect(metrics.all(gauge)).toEqual([]);
  });

  it.each(['deadbeat_wasted_seconds_total', 'deadbeat_lost_seconds_total', 'deadbeat_orphaned_exposure_seconds_total'])(
    '%s stays at 0',
    (counter) => {
      expect(recorder.last.metrics.sum(counter) ?? 0).toBe(0);
    },
  );

  it('holds no unaccounted slots, and no share of its slots can be computed where their number is not fixed', () => {
    for (const { metrics } of recorder.shown) {
      expect(metrics.all('deadbeat_unaccounted_slots').filter(({ value }) => value > 0)).toEqual([]);
      expect(metrics.all('deadbeat_worker_slots', { task_queue: 'resources', state: 'free' })).toEqual([]);
    }
    expect(recorder.most('deadbeat_worker_slots', { task_queue: 'resources', state: 'used' })).toBe(
      computations.length,
    );
  });

  it('is shown with what cannot be seen of it', () => {
    const limits = recorder.shown.flatMap(({ metrics }) =>
      metrics.all('deadbeat_limits').map(({ labels }) => labels.limit),
    );
    expect(new Set(limits)).toEqual(new Set(['slots_unknown']));
  });
});
