import {
  type ActivityInput,
  activity,
  type Execution,
  type ExecutionInput,
  event,
  execution,
} from './fake-frontend/index.js';

export const startTime = Date.now() - 600_000;
const scheduledEventId = 5;

export const charge = {
  activityId: `${scheduledEventId}`,
  activityType: 'charge',
  scheduledAt: startTime,
  startToCloseMs: 3_600_000,
} satisfies ActivityInput;

type Fields = Partial<ExecutionInput> & Pick<ExecutionInput, 'workflowId'>;

/** A workflow of ten minutes ago that runs one blind activity. */
export function running(fields: Fields, more: Partial<ActivityInput> = {}): Execution {
  const input = { ...charge, ...more };
  return execution({
    workflowType: 'order',
    taskQueue: 'work',
    startTime,
    history: [event.activityTaskScheduled(scheduledEventId, startTime, input)],
    pendingActivities: [activity(input)],
    ...fields,
  });
}

/** The same, its activity cancelled a second after it was scheduled. */
export function cancelled(fields: Fields, more: Partial<ActivityInput> = {}): Execution {
  const input: Partial<ActivityInput> = { state: 'cancel_requested', ...more };
  const [scheduled] = running(fields, input).history;
  const requested = event.activityTaskCancelRequested(scheduledEventId + 1, startTime + 1000, { scheduledEventId });
  return running({ history: scheduled === undefined ? [] : [scheduled, requested], ...fields }, input);
}

/** The same, closed, its activity left behind or ended before. */
export function closed(fields: Fields & { closeTime: number }): Execution {
  return running({ status: 'completed', pendingActivities: [], ...fields });
}
