import type { temporal } from '@temporalio/proto';
import type { Millis } from '../../model/activity/activity.js';
import type { ExecutionKey } from '../../model/execution/execution.js';
import { instant } from './values.js';

type Info = temporal.api.workflow.v1.WorkflowExecutionInfo.$Properties;

/** One execution as visibility lists it. */
export type Found = ExecutionKey &
  Readonly<{ workflowType: string; taskQueue: string; startedAt?: Millis; closedAt?: Millis }>;

/** Decodes one workflow of a list; undefined when it names no execution. */
export function decodeListedWorkflow(namespace: string, info: Info): Found | undefined {
  const { workflowId, runId } = info.execution ?? {};
  if (!workflowId || !runId) return undefined;
  const startedAt = instant(info.startTime);
  const closedAt = instant(info.closeTime);
  return {
    namespace,
    workflowId,
    runId,
    workflowType: info.type?.name ?? '',
    taskQueue: info.taskQueue ?? '',
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(closedAt === undefined ? {} : { closedAt }),
  };
}
