import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTemporal, type TemporalServer } from '../../tools/servers.js';
import { Recorder } from '../e2e/lost/support/recorder.js';
import { mainQueue, Stage } from '../e2e/lost/support/stage.js';
import { cancelledIn } from '../e2e/lost/support/truth.js';
import type { Plan } from '../support/plan.js';

const dynamicConfig = { 'system.enableCancelActivityWorkerCommand': true, 'frontend.WorkerCommandsEnabled': true };
/** Neither sends a heartbeat: only a pushed cancel can reach them. */
const plan = { taskQueue: mainQueue, cancellation: 'wait', startToCloseMs: 60_000 } as const;
const cancelled: Plan = {
  ...{ ...plan, activityType: 'obedient', cancelAfterMs: 6_000 },
  work: [{ behaviour: 'obedient', ms: 50_000 }],
};
const running: Plan = { ...plan, activityType: 'blind', work: [{ behaviour: 'blind', ms: 35_000 }] };

let server: TemporalServer;
let stage: Stage;
let recorder: Recorder;

beforeAll(async () => {
  server = await startTemporal({ dynamicConfig });
  stage = await Stage.open(server.address);
  await stage.worker({ language: 'python' });
  recorder = new Recorder(await stage.collector(['--schedule', '*/2 * * * * *']));
  const ids = ['one', 'two', 'three'];
  await Promise.all([...ids.map((id) => stage.start(id, [cancelled])), stage.start('running', [running])]);
  await Promise.all([...ids, 'running'].map((id) => stage.client.workflow.getHandle(id).result()));
  await recorder.settled(ids.length);
  await recorder.stop();
});
afterAll(async () => {
  await stage?.close();
  await server?.stop();
});

it('pushed cancels end activities without heartbeats at once', async () => {
  const truth = await cancelledIn(stage.client, [{ workflowId: 'one' }]);
  expect(truth.map(({ outcome }) => outcome)).toEqual(['canceled']);
});

it('activities without heartbeats are called unreachable until the server has been found to push cancels', () => {
  const unreachable = recorder.shown.map(({ metrics }) =>
    metrics.sum('deadbeat_unreachable_activities', { activity_type: 'blind' }),
  );
  const last = unreachable.lastIndexOf(1);
  expect(last).toBeGreaterThan(0);
  const after = recorder.shown
    .slice(last + 1)
    .flatMap(({ rows }) => rows.filter(({ activityType }) => activityType === 'blind'));
  expect(after.length).toBeGreaterThan(0);
  for (const row of after) expect(row.unreachable).toBe(false);
});
