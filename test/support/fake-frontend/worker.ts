import type { temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';
import { duration, enumName, given, timestamp } from './proto-values.js';
import { runIdFor } from './run-id.js';

export type WorkerInput = {
  identity: string;
  taskQueue: string;
  instanceKey?: string | undefined;
  hostName?: string | undefined;
  processId?: string | undefined;
  startedAt?: number | undefined;
  heartbeatAt?: number | undefined;
  /** Default a minute. */
  periodMs?: number | undefined;
  usedSlots?: number | undefined;
  availableSlots?: number | undefined;
  status?: 'running' | 'shutting_down' | 'shutdown' | undefined;
  sdkName?: string | undefined;
  sdkVersion?: string | undefined;
  /** False: a worker that reports nothing of its activity slots. */
  withSlots?: boolean | undefined;
};

export type Worker = Readonly<{
  input: WorkerInput;
  instanceKey: string;
  info: temporal.api.worker.v1.IWorkerInfo;
  listed: temporal.api.worker.v1.IWorkerListInfo;
}>;

/** A worker as its latest heartbeat reported it. */
export function worker(input: WorkerInput): Worker {
  const { WorkerInfo, WorkerListInfo } = proto.temporal.api.worker.v1;
  const instanceKey = input.instanceKey ?? runIdFor(`${input.identity}\n${input.taskQueue}`);
  const host = { hostName: input.hostName ?? 'host', processId: input.processId ?? '1' };
  const common = {
    workerInstanceKey: instanceKey,
    workerIdentity: input.identity,
    taskQueue: input.taskQueue,
    sdkName: input.sdkName ?? 'temporal-typescript',
    sdkVersion: input.sdkVersion ?? '1.24.0',
    status: enumName('WORKER_STATUS', input.status ?? 'running'),
    startTime: given(input.startedAt, timestamp),
  };
  const activityTaskSlotsInfo = {
    currentUsedSlots: input.usedSlots ?? 0,
    currentAvailableSlots: input.availableSlots ?? 100 - (input.usedSlots ?? 0),
    slotSupplierKind: 'Fixed',
  };
  const workerHeartbeat = {
    ...common,
    hostInfo: host,
    heartbeatTime: given(input.heartbeatAt, timestamp),
    elapsedSinceLastHeartbeat: duration(input.periodMs ?? 60_000),
    activityTaskSlotsInfo: input.withSlots === false ? undefined : activityTaskSlotsInfo,
  };
  return {
    input,
    instanceKey,
    info: WorkerInfo.fromObject({ workerHeartbeat }),
    listed: WorkerListInfo.fromObject({ ...common, ...host }),
  };
}
