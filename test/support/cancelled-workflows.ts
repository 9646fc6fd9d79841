import { setTimeout as pause } from 'node:timers/promises';
import { event, type FakeFrontend } from './fake-frontend/index.js';
import { cancelled, running } from './runs.js';

const scheduledEventId = 5;

/** Workflows with an activity of a type of their own that is cancelled now. */
export class CancelledWorkflows {
  readonly ids: readonly string[];
  private readonly startTime = Date.now();
  private readonly requestedAt = new Map<string, number>();
  readonly endedAt = new Map<string, number>();
  /** Seconds by workflow. */
  readonly truth = new Map<string, number>();

  constructor(
    private readonly frontend: FakeFrontend,
    activityType: string,
    count: number,
  ) {
    this.ids = Array.from({ length: count }, (_, index) => `${activityType}-${index}`);
    const { startTime } = this;
    const activity = { activityType, scheduledAt: startTime };
    frontend.put(...this.ids.map((workflowId) => running({ workflowId, startTime }, activity)));
    for (const workflowId of this.ids) {
      const requestedAt = Date.now();
      const request = event.activityTaskCancelRequested(6, requestedAt, { scheduledEventId });
      const { pendingActivities } = cancelled({ workflowId }, activity);
      const { history } = frontend.get({ workflowId });
      frontend.change({ workflowId }, { history: [...history, request], pendingActivities });
      this.requestedAt.set(workflowId, requestedAt);
    }
  }

  timeOut(workflowId: string): void {
    const endedAt = Date.now();
    const { history } = this.frontend.get({ workflowId });
    const end = [
      event.activityTaskStarted(7, this.startTime, { scheduledEventId }),
      event.activityTaskTimedOut(8, endedAt, { scheduledEventId, startedEventId: 7 }),
      event.workflowExecutionCompleted(9, endedAt),
    ];
    const closed = { pendingActivities: [], status: 'completed', closeTime: endedAt } as const;
    this.frontend.change({ workflowId }, { history: [...history, ...end], ...closed });
    this.endedAt.set(workflowId, endedAt);
    this.truth.set(workflowId, (endedAt - (this.requestedAt.get(workflowId) ?? endedAt)) / 1000);
  }

  /** One after the other, within `longestMs`. */
  async timeOutAll(longestMs: number): Promise<this> {
    await Promise.all(
      this.ids.map(async (workflowId, index) => {
        await pause(1_000 + (index * longestMs) / this.ids.length);
        this.timeOut(workflowId);
      }),
    );
    return this;
  }
}
