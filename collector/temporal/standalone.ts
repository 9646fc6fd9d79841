import type { temporal } from '@temporalio/proto';
import type { Millis } from '../model/activity/activity.js';
import type { ExecutionKey } from '../model/execution/execution.js';
import type { Outcome } from '../model/execution/history.js';
import { hashOf, instant } from './convert.js';
import { type Described, type Instant, readTimeout, stateOf, withoutUnknown } from './describe.js';
import type { Found } from './discover.js';
import { enums } from './enums.js';
import { type CallScope, type Rpc, TemporalError } from './rpc.js';
import { isUnavailable } from './status.js';

type Info = temporal.api.activity.v1.ActivityExecutionInfo.$Properties;
type ListInfo = temporal.api.activity.v1.ActivityExecutionListInfo.$Properties;

const pageSize = 1000;

/** Open standalone activities; undefined where the server has none to show. @throws TemporalError */
export async function listStandalone(
  rpc: Rpc,
  query: string,
  scope: CallScope,
): Promise<Readonly<{ found: readonly Found[]; unreadable: number }> | undefined> {
  const found: Found[] = [];
  let unreadable = 0;
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = nextPageToken === undefined ? {} : { nextPageToken };
    const request = { namespace: scope.namespace, query, pageSize, ...page };
    try {
      const answer = await rpc.call('ListActivityExecutions', scope, (service) =>
        service.listActivityExecutions(request),
      );
      for (const info of answer.executions ?? []) {
        const activity = readFound(scope.namespace, info);
        if (activity === undefined) unreadable += 1;
        else found.push(activity);
      }
      nextPageToken = answer.nextPageToken?.length ? answer.nextPageToken : undefined;
    } catch (error) {
      if (error instanceof TemporalError && isUnavailable(error.code)) return undefined;
      throw error;
    }
  } while (nextPageToken !== undefined);
  return { found, unreadable };
}

function readFound(namespace: string, { activityId, runId, taskQueue, scheduleTime }: ListInfo): Found | undefined {
  if (!activityId || !runId) return undefined;
  const startedAt = instant(scheduleTime);
  return {
    ...{ namespace, workflowId: activityId, runId, workflowType: '', taskQueue: taskQueue ?? '' },
    ...(startedAt === undefined ? {} : { startedAt }),
  };
}

/** Asks for one standalone activity, with the budget already taken. @throws TemporalError */
export async function describeStandalone(
  rpc: Rpc,
  key: ExecutionKey,
  scope: CallScope,
  asked: Instant,
): Promise<Described> {
  const request = {
    namespace: key.namespace,
    activityId: key.workflowId,
    runId: key.runId,
    includeHeartbeatDetails: true,
    includeLastFailure: true,
  };
  const answer = await rpc.callNow('DescribeActivityExecution', scope, (service) =>
    service.describeActivityExecution(request),
  );
  return readStandalone(answer.info ?? {}, key, asked);
}

function readStandalone(info: Info, key: ExecutionKey, asked: Instant): Described {
  const unreadable: string[] = [];
  const outcome = outcomeOf(info.status);
  const closedAt: Millis | undefined = outcome === undefined ? undefined : (instant(info.closeTime) ?? asked.at);
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
            scheduledAt: instant(info.scheduleTime),
            // Unlike a workflow's activity, it keeps the start of the last attempt while it waits for the next.
            attemptStartedAt: state === 'scheduled' || state === 'paused' ? undefined : instant(info.lastStartedTime),
            lastHeartbeatAt: instant(info.lastHeartbeatTime),
            detailsHash: hashOf(info.heartbeatDetails),
            heartbeatTimeoutMs: readTimeout(info.heartbeatTimeout, unreadable),
            startToCloseTimeoutMs: readTimeout(info.startToCloseTimeout, unreadable),
            expiresAt: instant(info.expirationTime),
            lastAttemptEndedAt: instant(info.lastAttemptCompleteTime),
            lastAttemptTimedOut: info.lastFailure?.timeoutFailureInfo ? true : undefined,
            workerIdentity: info.lastWorkerIdentity || undefined,
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
