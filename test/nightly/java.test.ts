import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../tools/wait-for.js';
import { expectAccount } from '../e2e/lost/support/judge.js';
import { Recorder, type Row } from '../e2e/lost/support/recorder.js';
import { Stage } from '../e2e/lost/support/stage.js';
import { cancelledIn } from '../e2e/lost/support/truth.js';
import type { Plan } from '../support/plan.js';
import type { WorkerProcess } from '../support/worker-process.js';

const graceMs = 2_000;
const wait = { cancellation: 'wait', startToCloseMs: 60_000 } as const;
const cancelled = {
  blind: {
    ...wait,
    taskQueue: 'java',
    work: [{ behaviour: 'blind', ms: 20_000 }],
    startToCloseMs: 14_000,
    cancelAfterMs: 3_000,
  },
  hearing: {
    ...wait,
    ...{ taskQueue: 'java', heartbeatTimeoutMs: 20_000, cancelAfterMs: 3_000 },
    work: [{ behaviour: 'heartbeating', ms: 60_000 }],
  },
  ignoring: {
    ...wait,
    ...{ taskQueue: 'java', heartbeatTimeoutMs: 12_000, cancelAfterMs: 3_000 },
    work: [{ behaviour: 'ignoring', ms: 26_000 }],
  },
} as const satisfies Record<string, Omit<Plan, 'activityType'>>;
type Name = keyof typeof cancelled;
const names = Object.keys(cancelled) as Name[];
/** Its worker shuts down while it runs, and waits for it. */
const drained = { ...wait, taskQueue: 'drained', work: [{ behaviour: 'blind', ms: 40_000 }] } as const;
const resources = { ...wait, taskQueue: 'resources', work: [{ behaviour: 'blind', ms: 20_000 }] } as const;

let stage: Stage;
let recorder: Recorder;

/** Everything happens here, side by side; the tests read the record of it. */
beforeAll(async () => {
  stage = await Stage.open();
  const java = (options: Parameters<Stage['worker']>[0]) => stage.worker({ language: 'java', ...options });
  // One after the other: the first one may have to bring the SDK.
  const working = await java({ taskQueue: 'java', heartbeatEveryMs: 4_000 });
  const [draining] = await Promise.all([
    java({ taskQueue: 'drained', reportEveryMs: 60_000 }),
    java({ taskQueue: 'resources', resourceBased: true }),
    java({ taskQueue: 'java', workflowsOnly: true }),
    java({ taskQueue: 'workflows' }),
  ]);
  await stage.reporting([working]);
  recorder = new Recorder(await stage.collector(['--schedule', '*/2 * * * * *', '--cancel-grace', `${graceMs}ms`]));
  const start = (name: string, plan: Omit<Plan, 'activityType'>) =>
    stage.start(name, [{ activityType: name, ...plan }], { taskQueue: 'workflows' });
  await Promise.all([
    ...names.map((name) => start(name, cancelled[name])),
    start('drained', drained),
    start('resources', resources),
  ]);
  await drain(draining);
  await Promise.all([...names, 'drained', 'resources'].map((id) => stage.client.workflow.getHandle(id).result()));
  await recorder.settled(names.length);
  await recorder.stop();
}, 900_000);

afterAll(() => stage?.close());

async function drain(worker: WorkerProcess): Promise<void> {
  await stage.running('drained');
  worker.kill('SIGTERM');
  const says = async () => (await stage.reportOf(worker))?.status;
  await waitFor(async () => (await says()) === 2, { what: 'the worker to say that it shuts down', deadlineMs: 60_000 });
}

const rowsOf = (name: string) =>
  recorder.shown.flatMap(({ rows }) => rows.filter((row: Row) => row.activityType === name && !row.suspect));

describe('a worker in Java', () => {
  it.each(names)('is accounted for as history shows: %s', async (name) => {
    const truth = await cancelledIn(stage.client, [{ workflowId: name }]);
    expect(truth).toHaveLength(1);
    expectAccount(recorder, name, truth);
  });

  it('keeps heartbeating once an activity was told, and is seen to ignore its cancel', () => {
    expect(rowsOf('ignoring').map(({ reason }) => reason)).toContain('ignoring_cancel');
    expect(rowsOf('hearing').map(({ reason }) => reason)).not.toContain('ignoring_cancel');
  });

  it('is not lost while it drains and waits for its activities', () => {
    expect(rowsOf('drained').length).toBeGreaterThan(0);
    expect(rowsOf('drained').filter(({ lost }) => lost)).toEqual([]);
    expect(recorder.last.metrics.sum('deadbeat_lost_seconds_total') ?? 0).toBe(0);
  });

  it('has no number of free slots with a resource-based tuner', () => {
    const queue = { task_queue: 'resources' };
    expect(recorder.most('deadbeat_worker_slots', { ...queue, state: 'used' })).toBe(1);
    for (const { metrics } of recorder.shown)
      expect(metrics.all('deadbeat_worker_slots', { ...queue, state: 'free' })).toEqual([]);
  });

  it('has no activity slots where it runs no activities', () => {
    expect(recorder.most('deadbeat_worker_slots', { task_queue: 'java', state: 'free' })).toBe(100);
  });
});
