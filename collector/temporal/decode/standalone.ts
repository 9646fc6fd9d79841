import type { temporal } from '@temporalio/proto';
import type { Millis } from '../../model/activity/activity.js';
import type { ExecutionKey } from '../../model/execution/execution.js';
import type { Outcome } from '../../model/execution/history.js';
import { type Described, type Instant, stateOf, versionName, withoutUnknown } from './description.js';
import { enums } from './enums.js';
import type { Found } from './listing.js';
import { Fields, hashOf, isEncrypted } from './values.js';

type Info = temporal.api.activity.v1.ActivityExecutionInfo.$Properties;
type ListInfo = temporal.api.activity.v1.ActivityExecutionListInfo.$Properties;

/** Decodes one standalone activity of a list; undefined when it names no execution. */
export function decodeListedActivity(
  namespace: string,
  { activityId, runId, taskQueue, scheduleTime }: ListInfo,
): Found | undefined {
  if (!activityId || !runId) return undefined;
  return {
    namespace,
    workflowId: activityId,
    runId,
    kind: 'activity',
    workflowType: '',
    taskQueue: taskQueue ?? '',
    startedAt: new Fields().instant(scheduleTime),
  };
}

/** Decodes an answer to DescribeActivityExecution; `asked` is when the request was sent. */
export function decodeStandalone(info: Info, key: ExecutionKey, asked: Instant): Described {
  const fields = new Fields();
  const { unreadable } = fields;
  const outcome = outcomeOf(info.status);
  const closedAt: Millis | undefined = outcome === undefined ? undefined : (fields.instant(info.closeTime) ?? asked.at);
  const state = stateOf(info.runState);
  if (outcome === undefined && state === undefined) unreadable.push('unknown_state');
  const activities =
    outcome !== undefined || state === undefined
      ? []
      : [
          withoutUnknown({
            activityId: key.workflowId,
            activityType: info.activityType?.name ?? '',
            taskQueue: info.taskQueue ?? '',
            state,
            attempt: info.attempt ?? 1,
            scheduledAt: fields.instant(info.scheduleTime),
            // Unlike a workflow's activity, it keeps the start of the last attempt while it waits for the next.
            attemptStartedAt:
              state === 'scheduled' || state === 'paused' ? undefined : fields.instant(info.lastStartedTime),
            lastHeartbeatAt: fields.instant(info.lastHeartbeatTime),
            detailsHash: hashOf(info.heartbeatDetails),
            detailsEncrypted: isEncrypted(info.heartbeatDetails) ? true : undefined,
            optionsUnknown: undefined,
            heartbeatTimeoutMs: fields.timeout(info.heartbeatTimeout),
            startToCloseTimeoutMs: fields.timeout(info.startToCloseTimeout),
            scheduleToCloseMs: fields.timeout(info.scheduleToCloseTimeout),
            expiresAt: fields.instant(info.expirationTime),
            nextAttemptAt: state === 'scheduled' ? fields.instant(info.nextAttemptScheduleTime) : undefined,
            lastAttemptEndedAt: fields.instant(info.lastAttemptCompleteTime),
            lastAttemptTimedOut: info.lastFailure?.timeoutFailureInfo ? true : undefined,
            workerIdentity: info.lastWorkerIdentity || undefined,
            workerVersion: versionName(info.lastDeploymentVersion),
            paused: undefined,
          }),
        ];
  return {
    unreadable,
    description: {
      ...asked,
      workflowType: '',
      taskQueue: info.taskQueue ?? '',
      historyLength: 0,
      workflowCancelRequested: false,
      activities,
      ...(closedAt === undefined || outcome === undefined ? {} : { closedAt, end: { at: closedAt, outcome } }),
      ...(outcome !== undefined && info.canceledReason ? { wasCancelRequested: true } : {}),
    },
  };
}

const { ActivityExecutionStatus } = enums;
const outcomes: Readonly<Record<number, Outcome>> = {
  [ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_COMPLETED]: 'completed',
  [ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_FAILED]: 'failed',
  [ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_CANCELED]: 'canceled',
  [ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_TERMINATED]: 'closed',
  [ActivityExecutionStatus.ACTIVITY_EXECUTION_STATUS_TIMED_OUT]: 'timed_out',
};

function outcomeOf(status: number | null | undefined): Outcome | undefined {
  return outcomes[status ?? 0];
}
