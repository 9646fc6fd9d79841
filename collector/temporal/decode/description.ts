import type { temporal } from '@temporalio/proto';
import { inSlices } from '../../async/slices.js';
import type { UnreadableCause } from '../../model/account/unreadable.js';
import type { Activity, ActivityState, Millis } from '../../model/activity/activity.js';
import type { Description } from '../../model/execution/fold-description.js';
import { enums } from './enums.js';
import { sharedName } from './names.js';
import { Fields, hashOf, isEncrypted } from './values.js';

type Answer = temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse.$Properties;
type Pending = temporal.api.workflow.v1.PendingActivityInfo.$Properties;
const { PendingActivityState, WorkflowExecutionStatus } = enums;

/** A description, and the causes for which parts of the answer could not be read. */
export type Described = Readonly<{ description: Description; unreadable: readonly UnreadableCause[] }>;

export type Instant = Readonly<{ at: Millis; rawAt: Millis }>;

/** Decodes an answer to DescribeWorkflowExecution, in slices; `asked` is when the request was sent. */
export async function decodeDescription(answer: Answer, asked: Instant): Promise<Described> {
  const fields = new Fields();
  const { unreadable } = fields;
  const info = answer.workflowExecutionInfo;
  if (!info) unreadable.push('no_execution_info');
  const taskQueue = sharedName(info?.taskQueue);
  const closedAt = closeTime(info, asked.at, fields);
  const activities: Activity[] = [];
  await inSlices(answer.pendingActivities ?? [], (pending) => {
    const activity = decodeActivity(pending, fields);
    if (activity !== undefined) activities.push(activity);
  });
  return {
    unreadable,
    description: {
      ...asked,
      ...(closedAt === undefined ? {} : { closedAt }),
      workflowType: sharedName(info?.type?.name),
      taskQueue,
      historyLength: Number(info?.historyLength ?? 0),
      workflowCancelRequested: answer.workflowExtendedInfo?.cancelRequested ?? false,
      activities,
    },
  };
}

function closeTime(info: Answer['workflowExecutionInfo'], at: Millis, fields: Fields): Millis | undefined {
  const closedAt = fields.instant(info?.closeTime);
  const { WORKFLOW_EXECUTION_STATUS_RUNNING, WORKFLOW_EXECUTION_STATUS_UNSPECIFIED, WORKFLOW_EXECUTION_STATUS_PAUSED } =
    WorkflowExecutionStatus;
  const status = info?.status ?? WORKFLOW_EXECUTION_STATUS_UNSPECIFIED;
  const open: readonly number[] = [
    WORKFLOW_EXECUTION_STATUS_RUNNING,
    WORKFLOW_EXECUTION_STATUS_UNSPECIFIED,
    WORKFLOW_EXECUTION_STATUS_PAUSED,
  ];
  if (open.includes(status)) return undefined;
  if (closedAt === undefined) fields.unreadable.push('no_close_time');
  return closedAt ?? at;
}

const states: Readonly<Record<number, ActivityState>> = {
  [PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED]: 'scheduled',
  [PendingActivityState.PENDING_ACTIVITY_STATE_STARTED]: 'started',
  [PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED]: 'cancel_requested',
  [PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED]: 'paused',
  [PendingActivityState.PENDING_ACTIVITY_STATE_PAUSE_REQUESTED]: 'pause_requested',
};

export function stateOf(state: number | null | undefined): ActivityState | undefined {
  return states[state ?? 0];
}

function decodeActivity(pending: Pending, fields: Fields): Activity | undefined {
  const state = stateOf(pending.state);
  const { activityId } = pending;
  if (state === undefined) fields.unreadable.push('unknown_state');
  if (!activityId) fields.unreadable.push('no_activity_id');
  if (state === undefined || !activityId) return undefined;

  const options = pending.activityOptions;
  const attemptStartedAt = fields.instant(pending.lastStartedTime);
  if (attemptStartedAt === undefined && (state === 'started' || state === 'cancel_requested'))
    fields.unreadable.push('no_start_time');
  const scheduledAt = fields.instant(pending.scheduledTime);
  const scheduleToCloseMs = fields.timeout(options?.scheduleToCloseTimeout);
  return withoutUnknown({
    activityId,
    activityType: sharedName(pending.activityType?.name),
    // Servers before 1.28 send no options, and so no task queue; the workflow's task queue may be a different one.
    taskQueue: sharedName(options?.taskQueue?.name),
    optionsUnknown: options ? undefined : true,
    state,
    attempt: pending.attempt ?? 1,
    scheduledAt,
    attemptStartedAt,
    lastHeartbeatAt: fields.instant(pending.lastHeartbeatTime),
    detailsHash: hashOf(pending.heartbeatDetails),
    detailsEncrypted: isEncrypted(pending.heartbeatDetails) ? true : undefined,
    heartbeatTimeoutMs: fields.timeout(options?.heartbeatTimeout),
    startToCloseTimeoutMs: fields.timeout(options?.startToCloseTimeout),
    scheduleToCloseMs,
    expiresAt: expiryOf(fields.instant(pending.expirationTime), scheduledAt, scheduleToCloseMs),
    nextAttemptAt: state === 'scheduled' ? fields.instant(pending.nextAttemptScheduleTime) : undefined,
    lastAttemptEndedAt: fields.instant(pending.lastAttemptCompleteTime),
    lastAttemptTimedOut: pending.lastFailure?.timeoutFailureInfo ? true : undefined,
    workerIdentity: sharedName(pending.lastWorkerIdentity) || undefined,
    workerVersion: sharedName(workerVersionOf(pending)) || undefined,
    paused: pending.paused || state === 'pause_requested' ? true : undefined,
  });
}

/** The server names the end of the timeout that the activity was scheduled with, whatever that was updated to since. */
function expiryOf(
  named: Millis | undefined,
  scheduledAt: Millis | undefined,
  scheduleToCloseMs: number | undefined,
): Millis | undefined {
  if (scheduledAt === undefined || scheduleToCloseMs === undefined) return named;
  return Math.min(named ?? Number.POSITIVE_INFINITY, scheduledAt + scheduleToCloseMs);
}

/** Deployment version, or on older servers the build ID, of the worker that the attempt was dispatched to. */
function workerVersionOf(pending: Pending): string | undefined {
  const { lastDeploymentVersion, lastWorkerDeploymentVersion, lastWorkerVersionStamp } = pending;
  return (
    versionName(lastDeploymentVersion) || lastWorkerDeploymentVersion || lastWorkerVersionStamp?.buildId || undefined
  );
}

export function versionName(version: Pending['lastDeploymentVersion']): string | undefined {
  if (!version?.buildId) return undefined;
  return version.deploymentName ? `${version.deploymentName}:${version.buildId}` : version.buildId;
}

type AlwaysKnown = 'activityId' | 'activityType' | 'taskQueue' | 'state' | 'attempt';
type ActivityFields = Pick<Activity, AlwaysKnown> & {
  [K in Exclude<keyof Activity, AlwaysKnown>]-?: Activity[K] | undefined;
};

/** An activity: what is usual is written out, for memory and speed; what few have is there only where it is known. */
export function withoutUnknown(fields: ActivityFields): Activity {
  const known: Record<string, unknown> = {
    activityId: fields.activityId,
    activityType: fields.activityType,
    taskQueue: fields.taskQueue,
    state: fields.state,
    attempt: fields.attempt,
    scheduledAt: fields.scheduledAt,
    attemptStartedAt: fields.attemptStartedAt,
    lastHeartbeatAt: fields.lastHeartbeatAt,
    detailsHash: fields.detailsHash,
    heartbeatTimeoutMs: fields.heartbeatTimeoutMs,
    startToCloseTimeoutMs: fields.startToCloseTimeoutMs,
    workerIdentity: fields.workerIdentity,
  };
  for (const name in fields) {
    const value = fields[name as keyof ActivityFields];
    if (value !== undefined) known[name] = value;
  }
  return known as Activity;
}
