import { status } from '@grpc/grpc-js';
import type { temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';
import type { Execution } from './execution.js';
import { duration, enumName } from './proto-values.js';
import { RpcError } from './rpc-error.js';
import { runIdFor } from './run-id.js';
import type { StandaloneActivity } from './standalone-activity.js';
import { byRecency, StoredRun } from './stored-run.js';
import type { Worker } from './worker.js';

export type NamespaceInput = { state?: 'registered' | 'deprecated' | 'deleted'; retentionMs?: number };

const threeDaysMs = 3 * 24 * 3600 * 1000;

/** Everything that the fake frontend holds for one namespace. */
export class Namespace {
  readonly workers = new Map<string, Worker>();
  readonly activities = new Map<string, StandaloneActivity>();
  readonly searchAttributes = new Set<string>();
  readonly description: temporal.api.workflowservice.v1.IDescribeNamespaceResponse;
  readonly #byWorkflow = new Map<string, Map<string, StoredRun>>();
  #inOrder: StoredRun[] | undefined;

  constructor(
    readonly name: string,
    input: NamespaceInput = {},
  ) {
    this.description = proto.temporal.api.workflowservice.v1.DescribeNamespaceResponse.fromObject({
      namespaceInfo: {
        name,
        id: runIdFor(name),
        state: enumName('NAMESPACE_STATE', input.state ?? 'registered'),
        capabilities: { workerHeartbeats: true, standaloneActivities: true, workflowPause: true },
      },
      config: { workflowExecutionRetentionTtl: duration(input.retentionMs ?? threeDaysMs) },
    });
  }

  put(run: Execution): void {
    const runs = this.#byWorkflow.get(run.workflowId) ?? new Map<string, StoredRun>();
    this.#byWorkflow.set(run.workflowId, runs.set(run.runId, new StoredRun(run)));
    for (const name of Object.keys(run.searchAttributes ?? {})) this.searchAttributes.add(name);
    this.#inOrder = undefined;
  }

  /** Forgets a run, or every run of a workflow, as retention does. */
  remove(workflowId: string, runId?: string): void {
    const runs = this.#byWorkflow.get(workflowId);
    if (runId !== undefined) runs?.delete(runId);
    if (runId === undefined || runs?.size === 0) this.#byWorkflow.delete(workflowId);
    this.#inOrder = undefined;
  }

  /** The run asked for, or the workflow's latest. */
  find(workflowId: string, runId?: string): StoredRun {
    const runs = this.#byWorkflow.get(workflowId);
    const found = runId ? runs?.get(runId) : latest(runs?.values() ?? []);
    if (found !== undefined) return found;
    const run = runId ? ` and run ID "${runId}"` : '';
    throw new RpcError(status.NOT_FOUND, `workflow execution not found for workflow ID "${workflowId}"${run}`);
  }

  /** Every run that visibility shows, in its order. */
  get visible(): readonly StoredRun[] {
    this.#inOrder ??= [...this.#byWorkflow.values()]
      .flatMap((runs) => [...runs.values()])
      .filter(({ run }) => run.visible !== false)
      .sort(byRecency);
    return this.#inOrder;
  }
}

function latest(runs: Iterable<StoredRun>): StoredRun | undefined {
  let found: StoredRun | undefined;
  for (const candidate of runs)
    if (found === undefined || candidate.run.startTime >= found.run.startTime) found = candidate;
  return found;
}
