import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Child, startChild } from '../../../tools/child.js';
import { waitFor, withTimeout } from '../../../tools/wait-for.js';
import { temporalAddress } from '../../support/temporal.js';
import { compose, root } from './support/compose-file.js';
import { commandOf, stageNamed } from './support/image.js';

const service = compose.services['demo-worker'] ?? expect.fail('no service demo-worker');
let worker: Child;
let connection: Connection;
beforeAll(async () => {
  const command = [...commandOf(stageNamed('extras'), 'ENTRYPOINT'), ...(service.command ?? [])];
  worker = await startChild('/usr/bin/env', [`TEMPORAL_ADDRESS=${temporalAddress()}`, ...command], {
    what: 'the worker of the demo',
    folder: root,
    ready: async (log) => log.includes('runs '),
    // Not before the test has found it too slow.
    killAfterMs: 120_000,
  });
  connection = await Connection.connect({ address: temporalAddress() });
});
afterAll(async () => {
  await worker?.stop();
  await connection?.close();
});

test('runs every scenario that needs no worker of its own and leaves none behind, without the remedy and with it', () => {
  const [, workflows = ''] = /^runs (.+) at /m.exec(worker.log()) ?? [];
  expect(workflows.split(', ')).toEqual([
    'cancelled',
    'cancelledWithHeartbeats',
    'batch',
    'batchWithHeartbeats',
    'external',
    'externalWithHeartbeats',
    'ignores',
    'listens',
    'orphan',
    'orphanAwaited',
    'zombie',
    'zombieAverted',
  ]);
});

test('with no other set-up an activity keeps running after its cancel; being told to end, the worker does not wait for it', async () => {
  const client = new Client({ connection });
  const cancelled = async () => {
    for await (const { workflowId } of client.workflow.list({
      query: 'WorkflowType = "cancelled" AND ExecutionStatus = "Running"',
    })) {
      const { raw } = await client.workflow.getHandle(workflowId).describe();
      const states = (raw.pendingActivities ?? []).map(({ state }) => state);
      // PENDING_ACTIVITY_STATE_CANCEL_REQUESTED
      if (states.some((state) => Number(state) === 3)) return true;
    }
    return false;
  };
  await waitFor(cancelled, { what: 'a cancelled activity that still runs', deadlineMs: 120_000, everyMs: 500 });
  // What cannot hear keeps running for two minutes.
  await withTimeout(worker.stop(), 45_000, 'the worker to end');
});
