import type { temporal } from '@temporalio/proto';
import type { Millis } from '../../model/activity/activity.js';
import type { ExecutionKey, ExecutionKind } from '../../model/execution/execution.js';
import { enums } from './enums.js';
import { inOnePiece, sharedName } from './names.js';
import { Fields } from './values.js';

type Info = temporal.api.workflow.v1.WorkflowExecutionInfo.$Properties;

/** One execution as visibility lists it. */
export type Found = ExecutionKey &
  Readonly<{
    kind: ExecutionKind;
    workflowType: string;
    taskQueue: string;
    startedAt?: Millis | undefined;
    closedAt?: Millis;
    status?: ExecutionStatus;
    /** Visibility has it for closed executions only. */
    historyLength?: number;
  }>;

const { WorkflowExecutionStatus } = enums;
/** As visibility queries write them. */
const statuses = {
  [WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING]: 'Running',
  [WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED]: 'Completed',
  [WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED]: 'Failed',
  [WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED]: 'Canceled',
  [WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED]: 'Terminated',
  [WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW]: 'ContinuedAsNew',
  [WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TIMED_OUT]: 'TimedOut',
  [WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_PAUSED]: 'Paused',
} as const;
export type ExecutionStatus = (typeof statuses)[keyof typeof statuses];

/** Decodes one workflow of a list; undefined when it names no execution. */
export function decodeListedWorkflow(namespace: string, info: Info): Found | undefined {
  const { workflowId, runId } = info.execution ?? {};
  if (!workflowId || !runId) return undefined;
  const fields = new Fields();
  const startedAt = fields.instant(info.startTime);
  const closedAt = fields.instant(info.closeTime);
  const historyLength = Number(info.historyLength ?? 0);
  const status = (statuses as Readonly<Record<number, ExecutionStatus>>)[info.status ?? 0];
  return {
    namespace,
    workflowId: inOnePiece(workflowId),
    runId: inOnePiece(runId),
    kind: 'workflow',
    workflowType: sharedName(info.type?.name),
    taskQueue: sharedName(info.taskQueue),
    startedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(status === undefined ? {} : { status }),
    ...(historyLength > 0 ? { historyLength } : {}),
  };
}
