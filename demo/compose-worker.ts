import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { workflowQueue } from './environment/environment.js';
import { paces } from './scenario-input.js';
import * as activities from './scenarios/activities.js';
import { scenarios } from './scenarios/index.js';
import { type Twin, twinsOf } from './scenarios/scenario.js';
import { startServices } from './services/services.js';

/**
 * The worker of docker-compose.yml's demo: runs scenarios over and over, without the remedy and with it, until it is told to
 * end. It leaves out those that need a worker of their own, and those whose code stays in the worker for good. Ends with an error when
 * Temporal goes; compose starts it again.
 */
const address = process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233';
const pauseMs = 20_000;

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const client = new Client({ connection: await Connection.connect({ address }) });
const services = await startServices();
const input = { ...paces.demo, servicesUrl: services.url };
const repeated = ['cancelled', 'batch', 'external', 'ignores', 'orphan', 'zombie'];
const twins = twinsOf(scenarios.filter(({ name }) => repeated.includes(name)))
  .map(({ twin }) => twin)
  .filter(({ ownWorker }) => !ownWorker);

const workers = await Promise.all([
  Worker.create({
    connection,
    taskQueue: workflowQueue,
    workflowsPath: fileURLToPath(new URL('./scenarios/workflows.ts', import.meta.url)),
  }),
  ...twins.map(({ taskQueue, slots = 10 }) =>
    Worker.create({ connection, taskQueue, activities, maxConcurrentActivityTaskExecutions: slots }),
  ),
]);
const ended = Promise.all(workers.map((worker) => worker.run()));
// What cannot hear a cancellation cannot hear this either: waiting for it would take minutes.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
console.log(`runs ${twins.map(({ workflow }) => workflow).join(', ')} at ${address}`);
await Promise.race([ended, ...twins.map(runOverAndOver)]);

async function runOverAndOver({ workflow }: Twin): Promise<never> {
  for (;;) {
    const workflowId = `${workflow}-${randomUUID().slice(0, 8)}`;
    const handle = await client.workflow.start(workflow, { workflowId, taskQueue: workflowQueue, args: [input] });
    // That it was cancelled or timed out is the point of it.
    await handle.result().catch(() => undefined);
    await pause(pauseMs);
  }
}
