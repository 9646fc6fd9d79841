import type { temporal } from '@temporalio/proto';
import type { WorkerReport } from '../../model/workers/workers.js';
import { enums } from './enums.js';
import { Fields } from './values.js';

type Heartbeat = temporal.api.worker.v1.WorkerHeartbeat.$Properties;

/** Decodes what one worker said of itself; none where it does not say who it is, where or when. */
export function decodeHeartbeat(heartbeat: Heartbeat): WorkerReport[] {
  const { workerInstanceKey, workerIdentity, taskQueue, status } = heartbeat;
  const fields = new Fields();
  const reportedAt = fields.instant(heartbeat.heartbeatTime);
  if (!workerInstanceKey || !workerIdentity || !taskQueue || reportedAt === undefined) return [];
  const periodMs = fields.timeout(heartbeat.elapsedSinceLastHeartbeat);
  const slots = decodeSlots(heartbeat);
  const startedAt = fields.instant(heartbeat.startTime);
  const { WORKER_STATUS_SHUTTING_DOWN, WORKER_STATUS_SHUTDOWN } = enums.WorkerStatus;
  return [
    {
      instanceKey: workerInstanceKey,
      identity: workerIdentity,
      taskQueue,
      reportedAt,
      isShuttingDown: status === WORKER_STATUS_SHUTTING_DOWN || status === WORKER_STATUS_SHUTDOWN,
      ...(periodMs === undefined ? {} : { periodMs }),
      ...(slots === undefined ? {} : { slots }),
      ...(startedAt === undefined ? {} : { startedAt }),
    },
  ];
}

/** The Go SDK's first report says neither used nor free slots: that is no report of slots. */
function decodeSlots({ activityTaskSlotsInfo: info }: Heartbeat): WorkerReport['slots'] {
  const used = info?.currentUsedSlots ?? 0;
  const free = info?.currentAvailableSlots ?? 0;
  if (used === 0 && free === 0) return undefined;
  // Whether failed tasks count as processed is the SDK's business: counting them twice errs on the side of silence.
  return { used, free, completed: (info?.totalProcessedTasks ?? 0) + (info?.totalFailedTasks ?? 0) };
}
