import { status } from '@grpc/grpc-js';
import proto from '@temporalio/proto';
import { workflowStatuses } from './execution.js';
import { page } from './pages.js';
import type { MethodName, RequestOf, ResponseOf } from './protocol.js';
import type { Row } from './query.js';
import { RpcError } from './rpc-error.js';
import type { StandaloneActivity } from './standalone-activity.js';
import { countExecutions, filterRows, listExecutions } from './visibility.js';
import type { Worker } from './worker.js';
import type { World } from './world.js';

/** Bytes are passed on as they are; anything else is encoded. */
export type Answer<M extends MethodName> = (
  world: World,
  request: RequestOf<M>,
) => Uint8Array | { [K in keyof ResponseOf<M>]?: unknown };
export type Answers = { [M in MethodName]?: Answer<M> };

export const answers: Answers = {
  GetSystemInfo: () => ({
    serverVersion: '1.32.0',
    capabilities: { internalErrorDifferentiation: true, sdkMetadata: true, countGroupByExecutionStatus: true },
  }),
  GetClusterInfo: ({ clusterId }) => {
    implemented('GetClusterInfo', clusterId !== undefined);
    return { clusterId };
  },
  DescribeNamespace: (world, { namespace }) => world.namespace(namespace).description,
  ListNamespaces: (world, request) => {
    const { items, ...token } = page([...world.namespaces.values()], request);
    return { namespaces: items.map(({ description }) => description), ...token };
  },
  ListWorkflowExecutions: (world, request) => listExecutions(world.namespace(request.namespace), request),
  CountWorkflowExecutions: (world, { namespace, query }) => countExecutions(world.namespace(namespace), query),
  DescribeWorkflowExecution: (world, { namespace, execution }) => run(world, namespace, execution).described,
  GetWorkflowExecutionHistory: (world, request) =>
    run(world, request.namespace, request.execution).history('oldest first', request),
  GetWorkflowExecutionHistoryReverse: (world, request) =>
    run(world, request.namespace, request.execution).history('newest first', request),
  ListWorkers: (world, request) => {
    implemented('ListWorkers', world.workersImplemented);
    const { items, ...token } = page(filterRows(workers(world, request), request.query, workerRow), request);
    return { workersInfo: items.map(({ info }) => info), workers: items.map(({ listed }) => listed), ...token };
  },
  DescribeWorker: (world, request) => {
    implemented('DescribeWorker', world.workersImplemented);
    const found = world.namespace(request.namespace).workers.get(request.workerInstanceKey ?? '');
    if (found === undefined) throw new RpcError(status.NOT_FOUND, `worker ${request.workerInstanceKey} not found`);
    return { workerInfo: found.info };
  },
  ListActivityExecutions: (world, request) => {
    implemented('ListActivityExecutions', world.activitiesImplemented);
    const { items, ...token } = page(filterRows(activities(world, request), request.query, activityRow), request);
    return { executions: items.map(({ listed }) => listed), ...token };
  },
  CountActivityExecutions: (world, request) => {
    implemented('CountActivityExecutions', world.activitiesImplemented);
    const count = filterRows(activities(world, request), request.query, activityRow).length;
    return proto.temporal.api.workflowservice.v1.CountActivityExecutionsResponse.fromObject({ count });
  },
  DescribeActivityExecution: (world, request) => {
    implemented('DescribeActivityExecution', world.activitiesImplemented);
    const found = world.namespace(request.namespace).activities.get(request.activityId ?? '');
    if (found === undefined || (request.runId && request.runId !== found.runId)) {
      throw new RpcError(status.NOT_FOUND, `activity execution not found for activity ID "${request.activityId}"`);
    }
    const { heartbeatDetails, ...info } = found.info;
    return { runId: found.runId, info: request.includeHeartbeatDetails ? found.info : info };
  },
};

type Namespaced = { namespace?: string | null };
const workers = (world: World, request: Namespaced) => world.namespace(request.namespace).workers.values();
const activities = (world: World, request: Namespaced) => world.namespace(request.namespace).activities.values();

function run(
  world: World,
  namespace: string | null | undefined,
  execution: { workflowId?: string | null; runId?: string | null } | null | undefined,
) {
  if (!execution?.workflowId) throw new RpcError(status.INVALID_ARGUMENT, 'WorkflowId is not set on request.');
  return world.namespace(namespace).find(execution.workflowId, execution.runId ?? undefined);
}

function implemented(method: MethodName, yes: boolean): void {
  if (!yes) throw new RpcError(status.UNIMPLEMENTED, `unknown method ${method}`);
}

function workerRow({ input, instanceKey }: Worker): Row {
  return {
    WorkerInstanceKey: instanceKey,
    WorkerIdentity: input.identity,
    TaskQueue: input.taskQueue,
    HostName: input.hostName ?? 'host',
    StartTime: input.startedAt,
    HeartbeatTime: input.heartbeatAt,
  };
}

function activityRow({ input, runId }: StandaloneActivity): Row {
  return {
    ActivityId: input.activityId,
    RunId: runId,
    ActivityType: input.activityType,
    TaskQueue: input.taskQueue ?? 'work',
    ExecutionStatus: workflowStatuses[input.status ?? 'running'],
    StartTime: input.scheduledAt,
    CloseTime: input.closedAt,
  };
}
