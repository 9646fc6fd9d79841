import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporal, type TemporalServer } from '../../../tools/servers.js';
import { waitFor } from '../../../tools/wait-for.js';
import type { CollectorProcess } from '../../support/collector.js';
import type { Plan } from '../../support/plan.js';
import { AlertWatch } from '../support/alert-watch.js';
import { withWorkers } from './support/pods.js';
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

/** A task queue each, of a worker that lives for a few seconds. */
const pods = Array.from({ length: 30 }, (_, index) => `pod-${index}`);
const podsAtOnce = 10;
const perPod = (taskQueue: string): Plan => ({
  ...{ activityType: 'perPod', taskQueue, cancellation: 'wait', startToCloseMs: 120_000, heartbeatTimeoutMs: 60_000 },
  work: [{ behaviour: 'ignoring', ms: 3_000 }],
});
/** Its activity ends at once, and it is paused while it lingers. */
const lingering: Plan = {
  ...{ activityType: 'short', taskQueue: mainQueue, cancellation: 'wait', startToCloseMs: 60_000, lingerMs: 600_000 },
  work: [{ behaviour: 'blind', ms: 0 }],
};

let server: TemporalServer;
let stage: Stage;
let collector: CollectorProcess;
let recorder: Recorder;
let watch: AlertWatch;

async function podsComeAndGo(): Promise<void> {
  for (let first = 0; first < pods.length; first += podsAtOnce) {
    const wave = pods.slice(first, first + podsAtOnce);
    await withWorkers(stage, wave, async () => {
      await Promise.all(wave.map((pod) => stage.start(pod, [perPod(pod)])));
      await Promise.all(wave.map((pod) => stage.client.workflow.getHandle(pod).result()));
    });
  }
}

async function pauseOneWithoutActivities(): Promise<void> {
  await stage.start('lingering', [lingering]);
  const isIdle = async () => {
    const { raw } = await stage.client.workflow.getHandle('lingering').describe();
    return raw.pendingActivities?.length === 0 && Number(raw.workflowExecutionInfo?.historyLength) > 8;
  };
  await waitFor(isIdle, { what: 'the activity of the lingering workflow to end' });
  await stage.temporal('workflow', 'pause', '--workflow-id', 'lingering', '--reason', 'test');
}

/** Everything happens here, side by side; the tests read the record of it. */
beforeAll(async () => {
  server = await startTemporal({ dynamicConfig: { 'frontend.WorkflowPauseEnabled': true } });
  stage = await Stage.open(server.address);
  const [, old, resources] = await Promise.all([
    stage.worker(),
    stage.worker({ taskQueue: 'approvals', typescript: { activitiesOnly: true } }),
    stage.worker({ taskQueue: 'resources', language: 'python', resourceBased: true }),
  ]);
  await stage.reporting([old, resources]);
  collector = await stage.collector(['--schedule', '*/2 * * * * *']);
  watch = await AlertWatch.start(collector.url);
  recorder = new Recorder(collector);
  await pauseOneWithoutActivities();
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
  await stage.worker({ taskQueue: 'approvals', typescript: { activitiesOnly: true } });
  await podsComeAndGo();
  await Promise.all(computations.map((id) => stage.client.workflow.getHandle(id).result()));
  await Promise.all(
    approvals.map((workflowId) => stage.client.activity.complete({ workflowId, activityId: '1' }, null)),
  );
  await Promise.all(approvals.map((id) => stage.client.workflow.getHandle(id).result()));
  await recorder.settled(0);
  await recorder.stop();
});

afterAll(async () => {
  await watch?.stop();
  await stage?.close();
  await server?.stop();
});

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

  it('raises no alert of the default rules, not even for a moment', async () => {
    expect(await watch.alerts()).toEqual([]);
  });

  it('was seen: the paused workflow, the task queues that came and went, and the alerts of a collector that stops', async () => {
    const { status } = await stage.client.workflow.getHandle('lingering').describe();
    expect(status.name).toBe('PAUSED');
    const queues = new Set(recorder.shown.flatMap(({ rows }) => rows.map(({ taskQueue }) => taskQueue)));
    // Some come and go between two descriptions.
    expect(pods.filter((pod) => queues.has(pod)).length).toBeGreaterThan(pods.length / 2);
    await collector.stop();
    const isDown = async () => (await watch.alerts()).includes('DeadbeatDown pending');
    await waitFor(isDown, { what: 'the alert of a collector that has stopped', deadlineMs: 60_000 });
  });

  it('is shown with what cannot be seen of it', () => {
    const limits = recorder.shown.flatMap(({ metrics }) =>
      metrics.all('deadbeat_limits').map(({ labels }) => labels.limit),
    );
    expect(new Set(limits)).toEqual(new Set(['slots_unknown']));
  });
});
