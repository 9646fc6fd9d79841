import type { temporal } from '@temporalio/proto';
import type { Millis } from '../model/activity/activity.js';
import type { ExecutionKey } from '../model/execution/execution.js';
import { instant } from './convert.js';
import type { CallScope, Rpc } from './rpc.js';

type Info = temporal.api.workflow.v1.WorkflowExecutionInfo.$Properties;

/** One execution as visibility lists it. */
export type Found = ExecutionKey &
  Readonly<{ workflowType: string; taskQueue: string; startedAt?: Millis; closedAt?: Millis }>;

export type Listing = Readonly<{
  found: readonly Found[];
  unreadable: number;
  /** There were more pages than asked for. */
  more: boolean;
}>;

const pageSize = 1000;

/** The executions that match a visibility query, page by page. @throws TemporalError when any page fails */
export async function list(
  rpc: Rpc,
  query: string,
  scope: CallScope,
  pagesAtMost = Number.POSITIVE_INFINITY,
): Promise<Listing> {
  let pages = 0;
  const found: Found[] = [];
  let unreadable = 0;
  let nextPageToken: Uint8Array | undefined;
  do {
    const request = {
      namespace: scope.namespace,
      query,
      pageSize,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    };
    const answer = await rpc.call('ListWorkflowExecutions', scope, (service) =>
      service.listWorkflowExecutions(request),
    );
    for (const info of answer.executions ?? []) {
      const execution = readFound(scope.namespace, info);
      if (execution === undefined) unreadable += 1;
      else found.push(execution);
    }
    nextPageToken = answer.nextPageToken?.length ? answer.nextPageToken : undefined;
    pages += 1;
  } while (nextPageToken !== undefined && pages < pagesAtMost);
  return { found, unreadable, more: nextPageToken !== undefined };
}

/** How many executions match a visibility query. @throws TemporalError */
export async function count(rpc: Rpc, query: string, scope: CallScope): Promise<number> {
  const request = { namespace: scope.namespace, query };
  const answer = await rpc.call('CountWorkflowExecutions', scope, (service) =>
    service.countWorkflowExecutions(request),
  );
  return Number(answer.count ?? 0);
}

function readFound(namespace: string, info: Info): Found | undefined {
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

/** The visibility query for open executions, with the user's own filter and-ed to it. */
export function openQuery(filter: string | undefined): string {
  return and('ExecutionStatus="Running"', filter);
}

/** The visibility query for executions that closed at or after an instant, and before another one. */
export function closedQuery(since: Millis, before: Millis | undefined, filter: string | undefined): string {
  const closed = `ExecutionStatus!="Running" AND CloseTime >= "${new Date(since).toISOString()}"`;
  return and(before === undefined ? closed : `${closed} AND CloseTime < "${new Date(before).toISOString()}"`, filter);
}

function and(query: string, filter: string | undefined): string {
  return filter === undefined ? query : `${query} AND (${filter})`;
}

/** Names of all registered namespaces. @throws TemporalError */
export async function listNamespaces(rpc: Rpc, scope: CallScope): Promise<string[]> {
  const names: string[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    const request = { pageSize, ...(nextPageToken === undefined ? {} : { nextPageToken }) };
    const answer = await rpc.call('ListNamespaces', scope, (service) => service.listNamespaces(request));
    for (const { namespaceInfo } of answer.namespaces ?? []) if (namespaceInfo?.name) names.push(namespaceInfo.name);
    nextPageToken = answer.nextPageToken?.length ? answer.nextPageToken : undefined;
  } while (nextPageToken !== undefined);
  return names;
}
