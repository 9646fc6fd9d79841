import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { Child } from '../../tools/child.js';
import type { Pace, ScenarioInput } from '../scenario-input.js';
import { type Scenario, type Twin, twinsOf } from '../scenarios/scenario.js';
import { type Services, startServices } from '../services/services.js';
import { type CollectorProcess, startCollector } from './collector.js';
import type { Teardown } from './teardown.js';
import { startWorker } from './workers.js';

/** Everything a run needs besides the Temporal server: the collector, the workers, and a client. */
export type Environment = Readonly<{
  client: Client;
  input: ScenarioInput;
  services: Services;
  collector: CollectorProcess;
  /** The worker of a twin that has one of its own; the latest one after a restart. */
  workerOf(twin: Twin): Child;
  startAnotherWorker(twin: Twin): Promise<void>;
}>;

export type EnvironmentOptions = Readonly<{
  address: string;
  namespace: string;
  scenarios: readonly Scenario[];
  pace: Pace;
  teardown: Teardown;
  uiUrl?: string | undefined;
  collectorPort?: number;
  /** How often a heartbeat of an activity reaches the server at most; as the SDK does unless told. */
  heartbeatEveryMs?: number;
}>;

export const workflowQueue = 'workflows';
const slotsUnlessTold = 10;

/** @throws what startChild throws; whatever was started is in `teardown` then. */
export async function openEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { address, namespace, scenarios, pace, teardown, uiUrl, collectorPort, heartbeatEveryMs } = options;
  const common = { address, namespace, heartbeatEveryMs };
  const folder = await teardown.folder();
  const keep = <C extends Child>(child: C): C => {
    teardown.add(child.stop);
    return child;
  };
  const twins = twinsOf(scenarios).map(({ twin }) => twin);
  const own = new Map<Twin, Child>();
  const startOwn = async (twin: Twin, identity: string) => {
    const queues = [{ taskQueue: twin.taskQueue, slots: twin.slots ?? slotsUnlessTold }];
    own.set(twin, keep(await startWorker({ ...common, identity, queues })));
  };

  const startShared = async () => {
    const queues = twins
      .filter(({ ownWorker }) => !ownWorker)
      .map(({ taskQueue, slots = slotsUnlessTold }) => ({ taskQueue, slots }));
    if (queues.length > 0) keep(await startWorker({ ...common, identity: 'shared-worker', queues }));
  };
  const startWorkflows = async () => {
    const bundlePath = await bundleWorkflows(folder);
    const queues = [{ taskQueue: workflowQueue, slots: slotsUnlessTold }];
    keep(await startWorker({ ...common, identity: 'workflow-worker', bundlePath, queues }));
  };
  const services = await startServices();
  teardown.add(services.close);
  const collectorOptions = { address, namespace, folder, pace, uiUrl, port: collectorPort ?? 0 };
  const [connection] = await Promise.all([
    // Without the interceptors that retry, which would continue after the end.
    Connection.connect({ address, interceptors: [] }),
    startShared(),
    startWorkflows(),
    ...twins.filter(({ ownWorker }) => ownWorker).map((twin) => startOwn(twin, `${twin.taskQueue}-worker`)),
  ]);
  teardown.add(() => connection.close());
  // After the workers: if no worker has reported yet, it polls for reports only half a minute later.
  const collector = keep(await startCollector(collectorOptions));

  return {
    client: new Client({ connection, namespace }),
    input: { ...pace, servicesUrl: services.url },
    services,
    collector,
    workerOf: (twin) => {
      const worker = own.get(twin);
      if (worker === undefined) throw new Error(`${twin.workflow} has no worker of its own`);
      return worker;
    },
    startAnotherWorker: (twin) => startOwn(twin, `${twin.taskQueue}-worker-2`),
  };
}

/** One bundle for all: making it costs more than running it. */
async function bundleWorkflows(folder: string): Promise<string> {
  const workflowsPath = fileURLToPath(new URL('../scenarios/workflows.ts', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const path = join(folder, 'workflows.js');
  await writeFile(path, code);
  return path;
}
