import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import * as activities from './activities.js';
import type { Case } from './workflows.js';

export type { Case } from './workflows.js';

export type TestWorker = Readonly<{
  client: Client;
  taskQueue: string;
  start: (workflowId: string, one: Case) => Promise<WorkflowHandle>;
  stop: () => Promise<void>;
}>;

export type TestWorkerOptions = Readonly<{ address: string; namespace: string; taskQueue?: string }>;

let isQuiet = false;

/** A TypeScript worker with the activities of activities.ts. One process may hold several. */
export async function startTestWorker({
  address,
  namespace,
  taskQueue = 'tests',
}: TestWorkerOptions): Promise<TestWorker> {
  // Workers report once a minute by default; the more often they do, the sooner Deadbeat sees their slots.
  if (!isQuiet)
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { filter: 'ERROR' } },
      workerHeartbeatInterval: '1s',
    });
  isQuiet = true;
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    activities,
    shutdownForceTime: '1s',
  });
  const stopped = worker.run().catch((error: unknown) => error);
  const clientConnection = await Connection.connect({ address });
  const client = new Client({ connection: clientConnection, namespace });
  return {
    client,
    taskQueue,
    start: (workflowId, one) => client.workflow.start('runAndCancel', { workflowId, taskQueue, args: [one] }),
    stop: async () => {
      worker.shutdown();
      await stopped;
      await clientConnection.close();
      await connection.close();
    },
  };
}
