import type { temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';
import { duration, enumName, given, jsonPayload, timestamp } from './proto-values.js';

export type ActivityState = 'scheduled' | 'started' | 'cancel_requested' | 'paused' | 'pause_requested';
export type PendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;

/** A pending activity; instants in milliseconds since the epoch, durations in milliseconds. */
export type ActivityInput = {
  activityId: string;
  activityType: string;
  scheduledAt: number;
  /** Default `started`. */
  state?: ActivityState | undefined;
  /** Default: `scheduledAt`, unless the state is `scheduled`. */
  startedAt?: number | undefined;
  lastHeartbeatAt?: number | undefined;
  heartbeatDetails?: unknown;
  attempt?: number | undefined;
  maximumAttempts?: number | undefined;
  expiresAt?: number | undefined;
  lastAttemptCompletedAt?: number | undefined;
  nextAttemptAt?: number | undefined;
  workerIdentity?: string | undefined;
  lastFailureMessage?: string | undefined;
  taskQueue?: string | undefined;
  heartbeatTimeoutMs?: number | undefined;
  startToCloseMs?: number | undefined;
  scheduleToStartMs?: number | undefined;
  scheduleToCloseMs?: number | undefined;
  /** False: an older server, which does not report the options. */
  withOptions?: boolean | undefined;
};

/** As DescribeWorkflowExecution lists it. */
export function activity(input: ActivityInput): PendingActivity {
  const { scheduleToCloseMs, scheduledAt } = input;
  const expiresAt = input.expiresAt ?? given(scheduleToCloseMs, (ms) => scheduledAt + ms);
  return proto.temporal.api.workflow.v1.PendingActivityInfo.fromObject({
    ...attemptFields(input),
    state: enumName('PENDING_ACTIVITY_STATE', input.state ?? 'started'),
    maximumAttempts: input.maximumAttempts ?? 0,
    scheduledTime: timestamp(scheduledAt),
    expirationTime: given(expiresAt, timestamp),
    paused: input.state === 'paused' || input.state === 'pause_requested',
    activityOptions: input.withOptions === false ? undefined : options(input),
  });
}

/** The fields that a pending activity and a standalone one share. */
export function attemptFields(input: ActivityInput): Record<string, unknown> {
  const startedAt = input.startedAt ?? (input.state === 'scheduled' ? undefined : input.scheduledAt);
  const { heartbeatDetails } = input;
  return {
    activityId: input.activityId,
    activityType: { name: input.activityType },
    attempt: input.attempt ?? 1,
    lastStartedTime: given(startedAt, timestamp),
    lastHeartbeatTime: given(input.lastHeartbeatAt, timestamp),
    heartbeatDetails: heartbeatDetails === undefined ? undefined : { payloads: [jsonPayload(heartbeatDetails)] },
    lastAttemptCompleteTime: given(input.lastAttemptCompletedAt, timestamp),
    nextAttemptScheduleTime: given(input.nextAttemptAt, timestamp),
    lastFailure: given(input.lastFailureMessage, (message) => ({ message, applicationFailureInfo: {} })),
    lastWorkerIdentity: input.workerIdentity ?? (startedAt === undefined ? '' : '1@worker'),
  };
}

/** A timeout that is not set is an empty Duration, as a real server sends it. */
export function timeouts(input: Partial<ActivityInput>): Record<string, unknown> {
  return {
    heartbeatTimeout: duration(input.heartbeatTimeoutMs ?? 0),
    startToCloseTimeout: duration(input.startToCloseMs ?? 0),
    scheduleToStartTimeout: duration(input.scheduleToStartMs ?? 0),
    scheduleToCloseTimeout: duration(input.scheduleToCloseMs ?? 0),
  };
}

function options(input: ActivityInput): Record<string, unknown> {
  return { taskQueue: { name: input.taskQueue ?? 'work' }, ...timeouts(input) };
}
