import { activity } from './activity.js';
import { event } from './event.js';
import { type Execution, execution } from './execution.js';

/** A load for benchmarks. Counts default to 0 unless told. */
export type Scenario = {
  /** Open executions in all; those that do not run an activity wait for something else. */
  executions: number;
  /** Of these, with a running activity. */
  running?: number;
  /** Of those running, with a cancel requested. */
  cancelRequested?: number;
  /** Closed executions, for history-bound work. */
  closed?: number;
  /** Per running execution; default 1. */
  activities?: number;
  /** Default 10 each. */
  workflowTypes?: number;
  activityTypes?: number;
  taskQueues?: number;
  /** Default 200. */
  heartbeatDetailsBytes?: number;
  namespace?: string;
  /** Executions that close and are replaced by new ones, in every second of the process's life. */
  churnPerSecond?: number;
};

const minuteMs = 60_000;

/** The scenario's executions as they stand at `now`. */
export function* scenarioRuns(scenario: Scenario, now: number): Generator<Execution> {
  for (let index = 0; index < scenario.executions; index++) yield openRun(scenario, index, index, now);
  for (let index = 0; index < (scenario.closed ?? 0); index++) {
    yield closedRun(openRun(scenario, scenario.executions + index, scenario.executions, now), now - minuteMs);
  }
}

/** An execution whose place in the scenario decides whether it runs an activity and whether that was cancelled. */
export function openRun(scenario: Scenario, number: number, place: number, now: number): Execution {
  const { running = 0, cancelRequested = 0, activities = 1, namespace } = scenario;
  const startTime = now - 10 * minuteMs - (number % 1000);
  const taskQueue = `queue-${number % (scenario.taskQueues ?? 10)}`;
  const cancelled = place < cancelRequested;
  const started = Array.from({ length: place < running ? activities : 0 }, (_, index) => ({
    activityId: `${index + 1}`,
    activityType: `activity-${number % (scenario.activityTypes ?? 10)}`,
    taskQueue,
    heartbeatTimeoutMs: minuteMs,
    startToCloseMs: 60 * minuteMs,
  }));
  const eventId = (index: number) => 5 + index;
  const history = [
    event.workflowExecutionStarted(1, startTime),
    event.workflowTaskScheduled(2, startTime),
    event.workflowTaskStarted(3, startTime),
    event.workflowTaskCompleted(4, startTime),
    ...started.map((fields, index) => event.activityTaskScheduled(eventId(index), startTime, fields)),
    ...(cancelled ? started : []).map((_, index) =>
      event.activityTaskCancelRequested(eventId(started.length + index), now - 2 * minuteMs, {
        scheduledEventId: eventId(index),
      }),
    ),
  ];
  return execution({
    namespace,
    workflowId: `workflow-${number}`,
    workflowType: `type-${number % (scenario.workflowTypes ?? 10)}`,
    taskQueue,
    startTime,
    history,
    cancelRequested: cancelled,
    pendingActivities: started.map((fields) =>
      activity({
        ...fields,
        state: cancelled ? 'cancel_requested' : 'started',
        scheduledAt: startTime,
        lastHeartbeatAt: now - 10_000,
        heartbeatDetails: 'x'.repeat(scenario.heartbeatDetailsBytes ?? 200),
        workerIdentity: `${number % 100}@worker`,
      }),
    ),
  });
}

/** The same execution, completed at `closeTime`. */
export function closedRun(open: Execution, closeTime: number): Execution {
  const history = [...open.history, event.workflowExecutionCompleted(open.history.length + 1, closeTime)];
  return execution({ ...open, status: 'completed', closeTime, pendingActivities: [], history });
}
