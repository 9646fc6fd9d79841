import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CollectorProcess } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { type FakeFrontend, startFakeFrontend, type WorkerInput, worker } from '../../support/fake-frontend/index.js';
import { cancelled, running, startTime } from '../../support/runs.js';

const pods = Array.from({ length: 30 }, (_, index) => `pod-${index}`);
const shared = { taskQueue: 'shared', workerIdentity: '1@shared' };
const plain = { taskQueue: 'plain', workerIdentity: '2@plain' };
const session = { taskQueue: 'host-5f1c', workerIdentity: '3@session' };
/** Two workers with this identity ran two activities; one of them is gone. */
const workers = [
  { identity: '1@shared', taskQueue: 'shared', usedSlots: 1 },
  { identity: '2@plain', taskQueue: 'plain', usedSlots: 1 },
  { identity: '3@session', taskQueue: 'sessions', usedSlots: 2 },
] as const satisfies readonly WorkerInput[];

let frontend: FakeFrontend;
let collector: CollectorProcess;
let metrics: Exposition;

function encrypted() {
  const run = running({ workflowId: 'encrypted' }, { heartbeatTimeoutMs: 60_000, lastHeartbeatAt: Date.now() });
  const payload = { metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('nonce and text') };
  return {
    ...run,
    pendingActivities: run.pendingActivities.map((one) => ({ ...one, heartbeatDetails: { payloads: [payload] } })),
  };
}

const report = (heartbeatAt: number) => {
  for (const one of workers) frontend.putWorker(worker({ ...one, startedAt: startTime - 1_000, heartbeatAt }));
};
const comparedQueues = (now: Exposition) =>
  now.all('deadbeat_unaccounted_slots').map(({ labels }) => labels.task_queue);

beforeAll(async () => {
  frontend = await startFakeFrontend();
  frontend.put(
    ...pods.map((pod) => running({ workflowId: pod }, { taskQueue: pod, activityType: 'perPod' })),
    ...['a', 'b'].map((id) => running({ workflowId: id }, shared)),
    running({ workflowId: 'plain' }, plain),
    running({ workflowId: 'session' }, session),
    encrypted(),
    cancelled(
      { workflowId: 'unheard' },
      { activityType: 'unheard', heartbeatTimeoutMs: 1_200_000, lastHeartbeatAt: startTime + 500 },
    ),
  );
  report(Date.now() - 60_000);
  const args = ['--schedule', '* * * * * *', '--group-task-queues', 'pod-\\d+=pods'];
  collector = await CollectorProcess.start({ address: frontend.address, args });
  await collector.metricsWhen('the first reports', (now) => now.all('deadbeat_worker_slots').length > 0);
  report(Date.now());
  metrics = await collector.metricsWhen('the reports to be compared', (now) => comparedQueues(now).includes('plain'));
});

afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
});

describe('task queues of one pod each', () => {
  it('are one in the labels, and themselves in the API', async () => {
    const series = metrics.all('deadbeat_activities', { activity_type: 'perPod' });
    expect(series.map(({ labels, value }) => [labels.task_queue, value])).toEqual([['pods', pods.length]]);
    const { activities } = await collector.json('/api/activities?activityType=perPod');
    expect(activities.map(({ taskQueue }: { taskQueue: string }) => taskQueue).sort()).toEqual([...pods].sort());
  });
});

describe('unaccounted slots', () => {
  it('are unknown where a worker uses fewer slots than the attempts under its identity', () => {
    expect(comparedQueues(metrics)).not.toContain('shared');
    expect(metrics.sum('deadbeat_unaccounted_slots', { task_queue: 'plain' })).toBe(0);
  });

  it('are unknown of a process that runs a session on a queue for which it does not report', () => {
    expect(comparedQueues(metrics)).not.toContain('sessions');
  });

  it('can be found over shards by the attempts that are accounted for', () => {
    const accounted = (task_queue: string) => metrics.sum('deadbeat_accounted_slots', { task_queue });
    expect(['shared', 'plain', 'sessions'].map(accounted)).toEqual([1, 1, 0]);
  });
});

describe('a cancel that has long not been told, although no heartbeat is overdue', () => {
  it('is unheard after two minutes, and was awaited before', () => {
    const of = (reason: string) => ({ activity_type: 'unheard', reason });
    expect(metrics.sum('deadbeat_cancel_requested_activities', of('unheard'))).toBe(1);
    const seconds = (reason: string) => metrics.sum('deadbeat_wasted_seconds_total', of(reason)) ?? 0;
    expect(Math.abs(seconds('awaiting_heartbeat') - 120)).toBeLessThan(0.01);
    expect(seconds('unheard')).toBeGreaterThan(470);
  });
});

describe('encrypted heartbeat details', () => {
  it('are a known limit, told with its consequence', async () => {
    expect(metrics.sum('deadbeat_limits', { limit: 'details_encrypted' })).toBe(1);
    const { namespaces } = await collector.json('/api/status');
    expect(namespaces[0].limits).toEqual([
      { limit: 'details_encrypted', consequence: expect.stringContaining('none is reported as stalled') },
    ]);
  });
});
