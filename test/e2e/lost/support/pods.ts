import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { perform } from '../../../support/typescript-worker/activities.js';

/** Runs the work with a worker for each of these task queues, in this process, and stops them when it is done. */
export async function withWorkers(
  { address, namespace }: Readonly<{ address: string; namespace: string }>,
  taskQueues: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  installRuntime();
  const connection = await NativeConnection.connect({ address });
  try {
    const activities = { default: perform };
    const workers = await Promise.all(
      taskQueues.map((taskQueue) =>
        Worker.create({ connection, namespace, taskQueue, activities, maxConcurrentActivityTaskExecutions: 2 }),
      ),
    );
    const ended = workers.map((worker) => worker.run());
    await work();
    for (const worker of workers) worker.shutdown();
    await Promise.all(ended);
  } finally {
    await connection.close();
  }
}

let isInstalled = false;

function installRuntime(): void {
  if (!isInstalled) Runtime.install({ logger: new DefaultLogger('ERROR'), workerHeartbeatInterval: '1s' });
  isInstalled = true;
}
