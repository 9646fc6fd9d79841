import type { temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';
import { type ActivityInput, attemptFields, timeouts } from './activity.js';
import { enumName, given, timestamp } from './proto-values.js';
import { runIdFor } from './run-id.js';

export type ActivityStatus = 'running' | 'completed' | 'failed' | 'canceled' | 'terminated' | 'timed_out' | 'paused';

/** An activity without a workflow: ListActivityExecutions, DescribeActivityExecution. */
export type StandaloneActivityInput = ActivityInput & {
  runId?: string | undefined;
  status?: ActivityStatus | undefined;
  closedAt?: number | undefined;
};

export type StandaloneActivity = Readonly<{
  input: StandaloneActivityInput;
  runId: string;
  info: temporal.api.activity.v1.IActivityExecutionInfo;
  listed: temporal.api.activity.v1.IActivityExecutionListInfo;
}>;

export function standaloneActivity(input: StandaloneActivityInput): StandaloneActivity {
  const { ActivityExecutionInfo, ActivityExecutionListInfo } = proto.temporal.api.activity.v1;
  const runId = input.runId ?? runIdFor(input.activityId);
  const status = input.status ?? 'running';
  const common = {
    activityId: input.activityId,
    runId,
    activityType: { name: input.activityType },
    status: enumName('ACTIVITY_EXECUTION_STATUS', status),
    taskQueue: input.taskQueue ?? 'work',
    scheduleTime: timestamp(input.scheduledAt),
    closeTime: given(input.closedAt, timestamp),
  };
  const runState = status === 'running' ? enumName('PENDING_ACTIVITY_STATE', input.state ?? 'started') : undefined;
  return {
    input,
    runId,
    info: ActivityExecutionInfo.fromObject({ ...attemptFields(input), ...timeouts(input), ...common, runState }),
    listed: ActivityExecutionListInfo.fromObject(common),
  };
}
