import { readFileSync } from 'node:fs';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { WorkerSettings } from './environment/workers.js';
import * as activities from './scenarios/activities.js';

/** A worker process: `worker.ts SETTINGS`, where the settings are a WorkerSettings in JSON. Says "ready" once it polls. */
const { address, namespace, identity, bundlePath, queues, heartbeatEveryMs }: WorkerSettings = JSON.parse(
  process.argv[2] ?? '',
);

// By default workers report once a minute; the more often they do, the sooner Deadbeat detects that one has died.
Runtime.install({ logger: new DefaultLogger('ERROR'), workerHeartbeatInterval: '1s' });
const connection = await NativeConnection.connect({ address });

const workers = await Promise.all(
  queues.map(({ taskQueue, slots }) => {
    const common: WorkerOptions = {
      ...{ connection, namespace, identity, taskQueue },
      ...(heartbeatEveryMs === undefined ? {} : { maxHeartbeatThrottleInterval: heartbeatEveryMs }),
    };
    return Worker.create(
      bundlePath === undefined
        ? { ...common, activities, maxConcurrentActivityTaskExecutions: slots }
        : { ...common, workflowBundle: { code: readFileSync(bundlePath, 'utf8') } },
    );
  }),
);
const ended = workers.map((worker) => worker.run());
process.stdout.write('ready\n');
await Promise.all(ended);
