import type { Logger } from 'pino';
import type { Millis } from '../model/activity/activity.js';
import type { QueueSlots } from '../model/workers/slots.js';
import type { WorkerReport } from '../model/workers/worker.js';
import type { Workers } from '../model/workers/workers.js';
import type { Source } from '../temporal/source.js';
import type { ServerClock } from './server-clock.js';

export type WorkerWatchParts = Readonly<{
  workers: Workers;
  source: Pick<Source, 'workers'>;
  /** Gathers what the server counts as running. @returns how to compare the reports with it */
  prepare: (now: Millis) => Promise<() => QueueSlots[]>;
  clock: ServerClock;
  log: Logger;
}>;

/** Polls the workers' reports of one namespace. */
export class WorkerWatch {
  /** As of the last poll; kept when a poll fails. */
  slots: readonly QueueSlots[] = [];
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private failed = false;
  /**
   * Whether workers have ever reported, as far as the server gives their reports; undefined before the first answer. A poll
   * that fails changes nothing.
   */
  hasReports: boolean | undefined;

  constructor(private readonly parts: WorkerWatchParts) {}

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
    const { source, workers, prepare, clock, log } = this.parts;
    try {
      const askedAt = clock.now();
      const reports = await source.workers();
      const now = clock.now();
      this.failed = false;
      this.noteAnswer(reports);
      if (reports !== undefined) workers.update(reports, now, askedAt);
      const compare = await prepare(now);
      // The account has been handed over by then.
      if (this.stopped) return;
      const slots = compare();
      this.slots = reports === undefined ? [] : slots;
    } catch (error) {
      if (!this.failed) log.warn({ err: error }, 'worker heartbeats cannot be read; will retry');
      this.failed = true;
    }
  }

  private noteAnswer(reports: readonly WorkerReport[] | undefined): void {
    const hadReports = this.hasReports;
    this.hasReports = reports !== undefined && (reports.length > 0 || hadReports === true);
    if (!this.hasReports && hadReports !== false)
      this.parts.log.info('no worker heartbeats available; slot and lost-worker metrics are disabled');
  }
}
