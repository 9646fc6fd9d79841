import type { temporal } from '@temporalio/proto';
import type { WorkerReport } from '../model/workers/workers.js';
import { instant, timeout } from './convert.js';
import { enums } from './enums.js';
import { type CallScope, type Rpc, TemporalError } from './rpc.js';
import { isUnavailable } from './status.js';

type Heartbeat = temporal.api.worker.v1.WorkerHeartbeat.$Properties;

const pageSize = 1000;

/** The last report of each worker of a namespace; undefined where the server gives none. @throws TemporalError */
export async function listWorkers(rpc: Rpc, scope: CallScope): Promise<WorkerReport[] | undefined> {
  const reports: WorkerReport[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    const request = {
      namespace: scope.namespace,
      pageSize,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    };
    try {
      const answer = await rpc.call('ListWorkers', scope, (service) => service.listWorkers(request));
      for (const { workerHeartbeat } of answer.workersInfo ?? [])
        if (workerHeartbeat) reports.push(...readReport(workerHeartbeat));
      nextPageToken = answer.nextPageToken?.length ? answer.nextPageToken : undefined;
    } catch (error) {
      if (error instanceof TemporalError && isUnavailable(error.code)) return undefined;
      throw error;
    }
  } while (nextPageToken !== undefined);
  return reports;
}

function readReport(heartbeat: Heartbeat): WorkerReport[] {
  const { workerInstanceKey, workerIdentity, taskQueue, status } = heartbeat;
  const reportedAt = instant(heartbeat.heartbeatTime);
  if (!workerInstanceKey || !workerIdentity || !taskQueue || reportedAt === undefined) return [];
  const periodMs = timeout(heartbeat.elapsedSinceLastHeartbeat);
  const slots = readSlots(heartbeat);
  const startedAt = instant(heartbeat.startTime);
  const { WORKER_STATUS_SHUTTING_DOWN, WORKER_STATUS_SHUTDOWN } = enums.WorkerStatus;
  return [
    {
      instanceKey: workerInstanceKey,
      identity: workerIdentity,
      taskQueue,
      reportedAt,
      isShuttingDown: status === WORKER_STATUS_SHUTTING_DOWN || status === WORKER_STATUS_SHUTDOWN,
      ...(periodMs === undefined || Number.isNaN(periodMs) ? {} : { periodMs }),
      ...(slots === undefined ? {} : { slots }),
      ...(startedAt === undefined ? {} : { startedAt }),
    },
  ];
}

/** The Go SDK's first report says neither used nor free slots: that is no report of slots. */
function readSlots({ activityTaskSlotsInfo: info }: Heartbeat): WorkerReport['slots'] {
  const used = info?.currentUsedSlots ?? 0;
  const free = info?.currentAvailableSlots ?? 0;
  if (used === 0 && free === 0) return undefined;
  // Whether failed tasks count as processed is the SDK's business: counting them twice errs on the side of silence.
  return { used, free, completed: (info?.totalProcessedTasks ?? 0) + (info?.totalFailedTasks ?? 0) };
}
