import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { perform } from './activities.js';

/** A worker process: `main.ts <address> <namespace> <task queue> <ms between reports> <ms between heartbeats> [activities]`. */
const [address = '', namespace = '', taskQueue = '', reportEveryMs, heartbeatEveryMs, only] = process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('ERROR'), workerHeartbeatInterval: Number(reportEveryMs) });
const connection = await NativeConnection.connect({ address });
const workflows = { workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)) };
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue,
  ...(only === 'activities' ? {} : workflows),
  activities: { default: perform },
  maxConcurrentActivityTaskExecutions: 100,
  maxHeartbeatThrottleInterval: Number(heartbeatEveryMs),
  shutdownForceTime: '500ms',
});
console.log('ready');
await worker.run();
