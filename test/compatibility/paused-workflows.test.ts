import proto from '@temporalio/proto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTemporal, type TemporalServer } from '../../tools/servers.js';
import { waitFor } from '../../tools/wait-for.js';
import { mainQueue, Stage } from '../e2e/lost/support/stage.js';
import { runDeadbeat } from '../support/collector.js';
import type { Plan } from '../support/plan.js';

const plan: Plan = {
  ...{ activityType: 'blind', taskQueue: mainQueue, cancellation: 'wait', cancelAfterMs: 1_000 },
  ...{ startToCloseMs: 300_000, work: [{ behaviour: 'blind', ms: 300_000 }] },
};

const cancelRequested = proto.temporal.api.enums.v1.PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED;

let server: TemporalServer;
let stage: Stage;

/** A workflow that was paused while its cancelled activity runs. */
beforeAll(async () => {
  server = await startTemporal({ dynamicConfig: { 'frontend.WorkflowPauseEnabled': true } });
  stage = await Stage.open(server.address);
  await stage.worker();
  await stage.start('paused', [plan]);
  const isCancelled = async () => (await stage.pendingOf('paused')).some(({ state }) => state === cancelRequested);
  await waitFor(isCancelled, { what: 'the cancel request', everyMs: 100 });
  await stage.temporal('workflow', 'pause', '--workflow-id', 'paused', '--reason', 'test');
  const isListed = async () => {
    const query = 'ExecutionStatus="Paused"';
    return (await stage.service.listWorkflowExecutions({ namespace: stage.namespace, query })).executions?.length === 1;
  };
  await waitFor(isListed, { what: 'visibility to list it as paused', everyMs: 200 });
});
afterAll(async () => {
  await stage?.close();
  await server?.stop();
});

const inNamespace = () => ['--namespace', stage.namespace];

it('a workflow that was paused is found with what runs in it', async () => {
  const { code, stdout } = await runDeadbeat(['scan', '--json', '--address', stage.address, ...inNamespace()]);
  expect(JSON.parse(stdout).activities).toMatchObject([{ workflowId: 'paused', reason: 'no_heartbeat' }]);
  expect(code).toBe(1);
});

it('the exporter follows it', async () => {
  const collector = await stage.collector(['--schedule', '* * * * * *']);
  await collector.metricsWhen(
    'its cancelled activity',
    (metrics) => metrics.sum('deadbeat_cancel_requested_activities') === 1,
  );
});

it('an audit reads it', async () => {
  const { stdout } = await runDeadbeat(['audit', '--json', '--address', stage.address, ...inNamespace()]);
  expect(JSON.parse(stdout).executions).toMatchObject({ closed: 0, read: 1 });
});
