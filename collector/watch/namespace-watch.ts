import pRetry from 'p-retry';
import type { Millis } from '../model/activity/activity.js';
import type { Budget } from '../temporal/budget.js';
import type { Executions } from './executions.js';
import type { Observer, ServerClock } from './observer.js';
import type { Passes } from './passes.js';
import type { WorkerWatch } from './worker-watch.js';

export type NamespaceParts = Readonly<{
  namespace: string;
  executions: Executions;
  passes: Passes;
  observer: Observer;
  workers: WorkerWatch;
  clock: ServerClock;
  budgets: Readonly<{ describe: Budget; visibility: Budget }>;
  /** Executions that started before this instant are in the account from their first look on. */
  accountSince: Millis;
}>;

/** Everything about one namespace; a failure in one never touches another. */
export class NamespaceWatch {
  private readonly stopping = new AbortController();

  constructor(readonly parts: NamespaceParts) {}

  start(): void {
    void this.parts.observer.run();
    this.parts.workers.start();
    void this.firstPass().catch(() => undefined);
  }

  /** Tries, with growing pauses, until a pass is complete; from then on the schedule does. */
  private async firstPass(): Promise<void> {
    const { signal } = this.stopping;
    const attempt = async () => {
      if (!(await this.parts.passes.run())) throw new Error('not complete');
    };
    await pRetry(attempt, {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 500,
      maxTimeout: 30_000,
      factor: 2,
      signal,
    });
  }

  stop(): void {
    this.stopping.abort();
    this.parts.passes.stop();
    this.parts.observer.stop();
    this.parts.workers.stop();
  }
}
