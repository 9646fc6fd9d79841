import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client, Connection, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { part } from '../../../../tools/parts.js';
import { waitFor } from '../../../../tools/wait-for.js';
import { CollectorProcess } from '../../../support/collector.js';
import type { Plan } from '../../../support/plan.js';
import { freshNamespace, temporalAddress } from '../../../support/temporal.js';
import { startWorkerProcess, type WorkerOptions, type WorkerProcess } from '../../../support/worker-process.js';

type Report = temporal.api.worker.v1.WorkerHeartbeat.$Properties;
type Pending = temporal.api.workflow.v1.PendingActivityInfo.$Properties;

export const mainQueue = 'main';
/** So often that only a stall of nearly a whole heartbeat timeout ends an activity that heartbeats. */
const heartbeatEveryMs = 500;

/** A namespace of its own on the shared server, with the workers, collectors and workflows that a test puts there. */
export class Stage {
  private readonly workers: WorkerProcess[] = [];
  private readonly collectors: CollectorProcess[] = [];

  private constructor(
    readonly address: string,
    readonly namespace: string,
    private readonly connection: Connection,
    readonly client: Client,
  ) {}

  /** On the shared server unless told. */
  static async open(address = temporalAddress()): Promise<Stage> {
    const namespace = await freshNamespace(address);
    const connection = await Connection.connect({ address });
    return new Stage(address, namespace, connection, new Client({ connection, namespace }));
  }

  get service() {
    return this.connection.workflowService;
  }

  async worker(options: Partial<WorkerOptions> = {}): Promise<WorkerProcess> {
    const { address, namespace } = this;
    const worker = await startWorkerProcess({
      ...{ address, namespace, taskQueue: mainQueue, heartbeatEveryMs },
      ...options,
    });
    this.workers.push(worker);
    return worker;
  }

  async collector(args: readonly string[] = []): Promise<CollectorProcess> {
    const { address, namespace } = this;
    const collector = await CollectorProcess.start({ address, args: ['--namespace', namespace, ...args] });
    this.collectors.push(collector);
    await collector.metricsWhen('the first pass', (metrics) => metrics.sum('deadbeat_up') === 1);
    return collector;
  }

  /** Starts a workflow: `run` with a plan unless told. */
  start(
    workflowId: string,
    args: [Plan, ...unknown[]],
    { type = 'run', taskQueue = mainQueue }: { type?: string; taskQueue?: string } = {},
  ): Promise<WorkflowHandleWithFirstExecutionRunId> {
    return this.client.workflow.start(type, { workflowId, taskQueue, args });
  }

  /** Runs the `temporal` command. */
  async temporal(...args: string[]): Promise<string> {
    const connected = [...args, '--address', this.address, '--namespace', this.namespace];
    return (await promisify(execFile)(await part('temporal'), connected)).stdout;
  }

  /** The last report of a worker. */
  async reportOf({ identity }: WorkerProcess): Promise<Report | undefined> {
    const { workersInfo } = await this.service.listWorkers({ namespace: this.namespace });
    return workersInfo
      ?.map((info) => info.workerHeartbeat ?? {})
      .find(({ workerIdentity }) => workerIdentity === identity);
  }

  /** Resolves when each of them has reported twice: then their periods are known. */
  async reporting(workers: readonly WorkerProcess[]): Promise<void> {
    const all = async () => {
      const reports = await Promise.all(workers.map((worker) => this.reportOf(worker)));
      return reports.every((report) => report?.elapsedSinceLastHeartbeat);
    };
    await waitFor(all, { what: 'workers to report twice', deadlineMs: 60_000, everyMs: 200 });
  }

  /** The activities that the server lists as pending. */
  async pendingOf(workflowId: string, runId?: string): Promise<Pending[]> {
    const execution = runId === undefined ? { workflowId } : { workflowId, runId };
    const { pendingActivities } = await this.service.describeWorkflowExecution({
      namespace: this.namespace,
      execution,
    });
    return pendingActivities ?? [];
  }

  /** Resolves when a worker has the activity of this workflow in hand. */
  async running(workflowId: string): Promise<Pending> {
    const found = async () => (await this.pendingOf(workflowId)).find((pending) => pending.lastStartedTime);
    return await waitFor(found, { what: `the activity of ${workflowId} to run`, everyMs: 50 });
  }

  async close(): Promise<void> {
    await Promise.all(this.collectors.map((collector) => collector.stop('SIGKILL')));
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.connection.close();
  }
}
