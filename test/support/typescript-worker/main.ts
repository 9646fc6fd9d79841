import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { TypeScriptOptions } from '../worker-process.js';
import { perform } from './activities.js';
import { encrypting } from './codec.js';

/** A worker process: `main.ts <address> <namespace> <task queue> <ms between reports> <ms between heartbeats> <options as JSON>`. */
const [address = '', namespace = '', taskQueue = '', reportEveryMs, heartbeatEveryMs, json = '{}'] =
  process.argv.slice(2);
const { activitiesOnly, identity, slots = 100, encrypts }: TypeScriptOptions = JSON.parse(json);

Runtime.install({ logger: new DefaultLogger('ERROR'), workerHeartbeatInterval: Number(reportEveryMs) });
const connection = await NativeConnection.connect({ address });
const workflows = { workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)) };
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue,
  ...(activitiesOnly === true ? {} : workflows),
  ...(identity === undefined ? {} : { identity }),
  ...(encrypts === true ? { dataConverter: { payloadCodecs: [encrypting] } } : {}),
  activities: { default: perform },
  maxConcurrentActivityTaskExecutions: slots,
  maxHeartbeatThrottleInterval: Number(heartbeatEveryMs),
  shutdownForceTime: '500ms',
});
console.log('ready');
await worker.run();
