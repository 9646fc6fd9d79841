import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Child, startChild } from '../../tools/child.js';
import { waitFor } from '../../tools/wait-for.js';
import { temporalAddress } from '../support/temporal.js';
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
    ready: async (log) => log.includes('plays'),
    readyWithinMs: 90_000,
  });
  connection = await Connection.connect({ address: temporalAddress() });
}, 120_000);
afterAll(async () => {
  await worker?.stop();
  await connection?.close();
});

test('with no other set-up the seed is played: an activity runs on after its cancel was requested', async () => {
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
  await waitFor(cancelled, { what: 'a cancelled activity that runs on', deadlineMs: 30_000, everyMs: 500 });
});

test('ends at once when compose stops it, though its activities cannot hear', async () => {
  await waitFor(() => worker.log().includes('plays'), { what: 'the worker to play' });
  const begin = performance.now();
  await worker.stop();
  // child.ts would kill it after 5 s.
  expect(performance.now() - begin).toBeLessThan(4_000);
});
