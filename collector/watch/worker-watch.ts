import type { Logger } from 'pino';
import type { Millis } from '../model/activity/activity.js';
import type { QueueSlots } from '../model/workers/slots.js';
import type { Workers } from '../model/workers/workers.js';
import type { Source } from '../temporal/source.js';
import type { ServerClock } from './server-clock.js';

export type WorkerWatchParts = Readonly<{
  workers: Workers;
  source: Pick<Source, 'workers'>;
  /** Compares the reports with what the server counts as running. */
  compare: (now: Millis) => QueueSlots[];
  clock: ServerClock;
  log: Logger;
}>;

/** Polls the workers' reports of one namespace. */
export class WorkerWatch {
  /** As of the last poll; kept when a poll fails. */
  slots: readonly QueueSlots[] = [];
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private answered: 'yes' | 'none' | 'failed' | undefined;

  constructor(private readonly parts: WorkerWatchParts) {}

  /** Whether workers have ever reported; undefined before the first answer. */
  get hasReports(): boolean | undefined {
    return this.answered === undefined || this.answered === 'failed' ? undefined : this.answered === 'yes';
  }

  start(): void {
    void this.poll().finally(() => {
      if (this.stopped) return;
      const { workers, clock } = this.parts;
      this.timer = setTimeout(() => this.start(), workers.pollEveryMs(clock.now()));
    });
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Never throws. */
  async poll(): Promise<void> {
    const { source, workers, compare, clock, log } = this.parts;
    try {
      const reports = await source.workers();
      if (reports === undefined || reports.length === 0) {
        if (this.answered !== 'none' && this.answered !== 'yes')
          log.info('no worker heartbeats available; slot and lost-worker metrics are disabled');
        this.answered ??= 'none';
      } else this.answered = 'yes';
      const now = clock.now();
      if (reports !== undefined) workers.update(reports, now);
      this.slots = compare(now);
    } catch (error) {
      if (this.answered !== 'failed') log.warn({ err: error }, 'worker heartbeats cannot be read; will retry');
      this.answered = 'failed';
    }
  }
}
