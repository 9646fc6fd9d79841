import type { Client } from '@temporalio/client';
import type { HistoryEvent } from './events.js';
import { instant } from './events.js';

/** Asked straight from the server, past Deadbeat: the truth that it is measured against. */

/** All events of a run, oldest first. */
export async function historyOf({ workflowService, options }: Client, workflowId: string, runId: string) {
  const events: HistoryEvent[] = [];
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await workflowService.getWorkflowExecutionHistory({
      namespace: options.namespace,
      execution: { workflowId, runId },
      ...(nextPageToken ? { nextPageToken } : {}),
    });
    events.push(...(page.history?.events ?? []));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  return events;
}

/** Since when an attempt of one of the workflow's activities runs. */
export async function runningSince(client: Client, workflowId: string): Promise<Date | undefined> {
  const [first] = await pendingOf(client, workflowId);
  return first && new Date(first.startedAt);
}

/** When each attempt that a workflow still lists started, and until when the server allowed it to run. */
export async function pendingOf(client: Client, workflowId: string) {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return (raw.pendingActivities ?? []).flatMap(({ lastStartedTime, activityOptions }) => {
    if (!lastStartedTime) return [];
    const startedAt = instant(lastStartedTime);
    const { seconds, nanos } = activityOptions?.startToCloseTimeout ?? {};
    return [{ startedAt, allowedUntil: startedAt + Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6 }];
  });
}

/** When a worker of the queue last reported, by the worker's own clock, which here is ours: milliseconds since the epoch. */
export async function lastReportOf({ workflowService, options }: Client, taskQueue: string): Promise<number> {
  const { workersInfo } = await workflowService.listWorkers({
    namespace: options.namespace,
    query: `TaskQueue="${taskQueue}"`,
  });
  const times = (workersInfo ?? []).map(({ workerHeartbeat }) => workerHeartbeat?.heartbeatTime);
  return Math.max(...times.map((time) => (time ? instant(time) : Number.NEGATIVE_INFINITY)));
}
