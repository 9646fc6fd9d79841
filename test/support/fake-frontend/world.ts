import { status } from '@grpc/grpc-js';
import { type Execution, type ExecutionInput, execution } from './execution.js';
import { Namespace, type NamespaceInput } from './namespace.js';
import { RpcError } from './rpc-error.js';
import type { StandaloneActivity } from './standalone-activity.js';
import type { Worker } from './worker.js';

export type RunRef = { workflowId: string; runId?: string | undefined; namespace?: string | undefined };

/** What the fake cluster holds; changes show in the next answer. */
export class World {
  readonly namespaces = new Map<string, Namespace>();
  /** Older servers know neither call. */
  workersImplemented = false;
  activitiesImplemented = false;
  /** Undefined: it does not tell it. */
  clusterId: string | undefined;

  constructor() {
    this.putNamespace('default');
  }

  /** Registers a namespace, or replaces one by an empty one. */
  putNamespace(name: string, input: NamespaceInput = {}): void {
    this.namespaces.set(name, new Namespace(name, input));
  }

  removeNamespace(name: string): void {
    this.namespaces.delete(name);
  }

  /** Adds or replaces runs, by workflow and run ID. An unknown namespace is registered. */
  put(...runs: readonly Execution[]): void {
    for (const run of runs) this.#reach(run.namespace).put(run);
  }

  /** Replaces some fields of a run. */
  change(ref: RunRef, fields: Partial<ExecutionInput>): void {
    this.put(execution({ ...this.get(ref), ...fields }));
  }

  get({ workflowId, runId, namespace = 'default' }: RunRef): Execution {
    return this.namespace(namespace).find(workflowId, runId).run;
  }

  remove({ workflowId, runId, namespace = 'default' }: RunRef): void {
    this.namespace(namespace).remove(workflowId, runId);
  }

  /** Adds or replaces a worker, by its instance key; from now on ListWorkers and DescribeWorker are implemented. */
  putWorker(worker: Worker, namespace = 'default'): void {
    this.workersImplemented = true;
    this.#reach(namespace).workers.set(worker.instanceKey, worker);
  }

  removeWorker(identity: string, namespace = 'default'): void {
    const { workers } = this.namespace(namespace);
    for (const [key, worker] of workers) if (worker.input.identity === identity) workers.delete(key);
  }

  /** Adds or replaces a standalone activity; from now on the ActivityExecution calls are implemented. */
  putActivity(activity: StandaloneActivity, namespace = 'default'): void {
    this.activitiesImplemented = true;
    this.#reach(namespace).activities.set(activity.input.activityId, activity);
  }

  removeActivity(activityId: string, namespace = 'default'): void {
    this.namespace(namespace).activities.delete(activityId);
  }

  namespace(name: string | null | undefined): Namespace {
    const found = this.namespaces.get(name ?? '');
    if (found === undefined) throw new RpcError(status.NOT_FOUND, `Namespace ${name} is not found.`);
    return found;
  }

  #reach(name: string): Namespace {
    if (!this.namespaces.has(name)) this.putNamespace(name);
    return this.namespace(name);
  }
}
