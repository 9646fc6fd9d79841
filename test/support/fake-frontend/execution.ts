import type { temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';
import type { PendingActivity } from './activity.js';
import type { HistoryEvent } from './event.js';
import { duration, enumName, given, timestamp } from './proto-values.js';
import { runIdFor } from './run-id.js';

export const workflowStatuses = {
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  canceled: 'Canceled',
  terminated: 'Terminated',
  continued_as_new: 'ContinuedAsNew',
  timed_out: 'TimedOut',
  paused: 'Paused',
} as const;
export type WorkflowStatus = keyof typeof workflowStatuses;

/** One run of a workflow; instants in milliseconds since the epoch. */
export type ExecutionInput = {
  workflowId: string;
  workflowType: string;
  taskQueue: string;
  startTime: number;
  /** Default `default`. */
  namespace?: string | undefined;
  /** Default: derived from the workflow ID, the same each time. */
  runId?: string | undefined;
  firstRunId?: string | undefined;
  status?: WorkflowStatus | undefined;
  /** Needed once the status is a closed one. */
  closeTime?: number | undefined;
  /** Default: the last event's ID. */
  historyLength?: number | undefined;
  pendingActivities?: readonly PendingActivity[] | undefined;
  history?: readonly HistoryEvent[] | undefined;
  cancelRequested?: boolean | undefined;
  /** Custom search attributes, for `--query`. */
  searchAttributes?: Readonly<Record<string, string | number>> | undefined;
  /** False: visibility does not show it (yet, or any more), while Describe answers. */
  visible?: boolean | undefined;
};

export type Execution = Readonly<
  Omit<ExecutionInput, 'namespace' | 'runId' | 'status' | 'pendingActivities' | 'history'> & {
    namespace: string;
    runId: string;
    status: WorkflowStatus;
    pendingActivities: readonly PendingActivity[];
    history: readonly HistoryEvent[];
  }
>;

export function execution(input: ExecutionInput): Execution {
  const status = input.status ?? 'running';
  if (status !== 'running' && status !== 'paused' && input.closeTime === undefined) {
    throw new Error(`execution ${input.workflowId} is ${status}: give its closeTime`);
  }
  return {
    ...input,
    status,
    namespace: input.namespace ?? 'default',
    runId: input.runId ?? runIdFor(input.workflowId),
    pendingActivities: input.pendingActivities ?? [],
    history: input.history ?? [],
  };
}

/** What Describe answers. */
export function describeResponse(run: Execution): temporal.api.workflowservice.v1.IDescribeWorkflowExecutionResponse {
  return proto.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse.fromObject({
    executionConfig: { taskQueue: { name: run.taskQueue }, defaultWorkflowTaskTimeout: duration(10_000) },
    workflowExecutionInfo: executionInfo(run),
    pendingActivities: run.pendingActivities,
    workflowExtendedInfo: {
      cancelRequested: run.cancelRequested ?? false,
      originalStartTime: timestamp(run.startTime),
    },
  });
}

/** What List answers: visibility learns a history's length only when the run closes. */
export function listedInfo(run: Execution): object {
  return run.closeTime === undefined ? { ...executionInfo(run), historyLength: 0 } : executionInfo(run);
}

function executionInfo(run: Execution): object {
  return {
    execution: { workflowId: run.workflowId, runId: run.runId },
    type: { name: run.workflowType },
    startTime: timestamp(run.startTime),
    executionTime: timestamp(run.startTime),
    closeTime: given(run.closeTime, timestamp),
    status: enumName('WORKFLOW_EXECUTION_STATUS', run.status),
    historyLength: run.historyLength ?? Number(run.history.at(-1)?.eventId ?? 0),
    taskQueue: run.taskQueue,
    firstRunId: run.firstRunId ?? run.runId,
    rootExecution: { workflowId: run.workflowId, runId: run.runId },
  };
}
