import type { temporal } from '@temporalio/proto';
import type { WorkerReport } from '../../model/workers/worker.js';
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
  const runsNone = runsNoActivities(heartbeat);
  const slots = runsNone ? undefined : decodeSlots(heartbeat);
  const startedAt = fields.instant(heartbeat.startTime);
  const { WORKER_STATUS_SHUTTING_DOWN, WORKER_STATUS_SHUTDOWN } = enums.WorkerStatus;
  return [
    {
      instanceKey: workerInstanceKey,
      identity: workerIdentity,
      taskQueue,
      reportedAt,
      isShuttingDown: status === WORKER_STATUS_SHUTTING_DOWN || status === WORKER_STATUS_SHUTDOWN,
      ...(status === WORKER_STATUS_SHUTDOWN ? { hasEnded: true as const } : {}),
      ...(periodMs === undefined ? {} : { periodMs }),
      ...(runsNone ? { runsNoActivities: true as const } : {}),
      ...(slots === undefined ? {} : { slots }),
      ...(startedAt === undefined ? {} : { startedAt }),
    },
  ];
}

/** A worker for workflows alone reports a poller that never polls; with Java also its default slots. */
function runsNoActivities({ activityTaskSlotsInfo: info, activityPollerInfo: pollers }: Heartbeat): boolean {
  const hasNoPoller = pollers && !pollers.currentPollers && !pollers.lastSuccessfulPollTime;
  return Boolean(hasNoPoller) && !info?.currentUsedSlots && !info?.totalProcessedTasks;
}

/** The Go SDK's first report says neither used nor free slots: that is not a report of slots. */
function decodeSlots({ activityTaskSlotsInfo: info }: Heartbeat): WorkerReport['slots'] {
  const used = info?.currentUsedSlots ?? 0;
  const available = info?.currentAvailableSlots ?? 0;
  // A resource-based or custom supplier has no fixed number: Python says 0 free slots, Java -1.
  const isFixed = !info?.slotSupplierKind || info.slotSupplierKind === fixedSupplier;
  const free = isFixed && available >= 0 ? available : undefined;
  if (used === 0 && free === 0) return undefined;
  // Whether failed tasks count as processed is the SDK's business: counting them twice errs on the side of silence.
  const completed = (info?.totalProcessedTasks ?? 0) + (info?.totalFailedTasks ?? 0);
  const completedInPeriod = (info?.lastIntervalProcessedTasks ?? 0) + (info?.lastIntervalFailureTasks ?? 0);
  return {
    ...{ used, completed },
    ...(free === undefined ? {} : { free }),
    ...(completedInPeriod > 0 ? { completedInPeriod } : {}),
  };
}

const fixedSupplier = 'Fixed';
