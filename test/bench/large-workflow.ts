/** A workflow with very many pending activities. */
import type { temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';
import { t0 } from '../support/model.js';
import { protoTime } from '../support/proto.js';

const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;
const { PendingActivityState, EventType } = proto.temporal.api.enums.v1;
const payload = { metadata: { encoding: new TextEncoder().encode('json/plain') }, data: new Uint8Array(32) };

/** A Describe answer, as the server sends it: all activities cancelled, with heartbeats. */
export function answerOf(count: number, round: number): Uint8Array {
  return DescribeWorkflowExecutionResponse.encode({
    workflowExecutionInfo: {
      execution: { workflowId: 'w', runId: 'r' },
      type: { name: 'order' },
      taskQueue: 'work',
      startTime: protoTime(t0),
      status: 1,
      historyLength: 2 * count + 4,
    } as never,
    pendingActivities: Array.from({ length: count }, (_, index) => ({
      activityId: `${index}`,
      activityType: { name: 'charge' },
      state: PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED,
      attempt: 1,
      scheduledTime: protoTime(t0),
      lastStartedTime: protoTime(t0 + 10),
      lastHeartbeatTime: protoTime(t0 + 1_000 * round),
      heartbeatDetails: { payloads: [payload] },
      lastWorkerIdentity: '4711@worker-7f9c',
      activityOptions: {
        taskQueue: { name: 'work' },
        heartbeatTimeout: protoTime(60_000),
        startToCloseTimeout: protoTime(3_600_000),
        retryPolicy: { initialInterval: protoTime(1_000), backoffCoefficient: 2, maximumInterval: protoTime(100_000) },
      },
    })) as never,
  }).finish();
}

/** Its history, newest event first: all scheduled, then all cancelled. */
export function historyOf(count: number): temporal.api.history.v1.HistoryEvent.$Properties[] {
  const scheduled = Array.from({ length: count }, (_, index) => ({
    eventId: 5 + index,
    eventTime: protoTime(t0),
    eventType: EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    activityTaskScheduledEventAttributes: {
      activityId: `${index}`,
      activityType: { name: 'charge' },
      taskQueue: { name: 'work' },
      heartbeatTimeout: protoTime(60_000),
      startToCloseTimeout: protoTime(3_600_000),
    },
  }));
  const requested = Array.from({ length: count }, (_, index) => ({
    eventId: 5 + count + index,
    eventTime: protoTime(t0 + 20),
    eventType: EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED,
    activityTaskCancelRequestedEventAttributes: { scheduledEventId: 5 + index },
  }));
  return [...scheduled, ...requested].reverse() as never;
}
