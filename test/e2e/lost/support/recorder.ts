import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '../../../../tools/wait-for.js';
import { gaugesOfActivities } from '../../../support/activity-gauges.js';
import type { CollectorProcess } from '../../../support/collector.js';
import type { Exposition, Labels } from '../../../support/exposition.js';

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside; the tests read it
export type Row = Readonly<Record<string, any>>;

/**
 * What was shown between two instants; suspects are among the rows. Metrics and rows are asked for side by side: where
 * something changes just then, one may show it and the other not yet.
 */
export type Shown = Readonly<{ askedAt: number; answeredAt: number; metrics: Exposition; rows: readonly Row[] }>;

/** Notes what a collector shows, several times a second. */
export class Recorder {
  readonly shown: Shown[] = [];
  private isOver = false;
  private readonly loop: Promise<void>;

  constructor(
    private collector: CollectorProcess,
    private readonly everyMs = 250,
  ) {
    this.loop = this.record();
  }

  /** From now on another process is asked. */
  follow(collector: CollectorProcess): void {
    this.collector = collector;
  }

  get last(): Shown {
    const last = this.shown.at(-1);
    if (last === undefined) throw new Error('nothing was ever shown');
    return last;
  }

  /** Resolves with the first that it holds for, from what is shown now on: none is passed over, however short it lasts. */
  async when(what: string, condition: (shown: Shown) => boolean, deadlineMs = 90_000): Promise<Shown> {
    let next = Math.max(0, this.shown.length - 1);
    const isSo = () => {
      for (; next < this.shown.length; next++) {
        const shown = this.shown[next];
        if (shown !== undefined && condition(shown)) return shown;
      }
      return undefined;
    };
    return await waitFor(isSo, { what, deadlineMs, everyMs: this.everyMs });
  }

  /** Resolves when no gauge speaks of an activity any more, and so many cancelled ones have been accounted for. */
  async settled(cancelledActivities: number): Promise<void> {
    const isSettled = ({ metrics, rows }: Shown) =>
      rows.length === 0 &&
      gaugesOfActivities.every((gauge) => metrics.sum(gauge) === undefined) &&
      (metrics.sum('deadbeat_cancel_to_end_seconds_count') ?? 0) >= cancelledActivities;
    await this.when('all activities to be gone and accounted for', isSettled);
  }

  /** Resolves when no code runs any more, by what the workers report. */
  async allSlotsFree(): Promise<void> {
    const isFree = ({ metrics }: Shown) =>
      metrics.sum('deadbeat_unaccounted_slots') === 0 && metrics.sum('deadbeat_worker_slots', { state: 'used' }) === 0;
    await this.when('all slots to be free', isFree);
  }

  /** A metric at each moment, 0 where it had no series. */
  values(name: string, labels: Labels = {}): number[] {
    return this.shown.map(({ metrics }) => metrics.sum(name, labels) ?? 0);
  }

  most(name: string, labels: Labels = {}): number {
    return Math.max(...this.values(name, labels));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.loop;
  }

  private async record(): Promise<void> {
    while (!this.isOver) {
      const askedAt = Date.now();
      try {
        const [metrics, known, suspects] = await Promise.all([
          this.collector.metrics(),
          this.collector.json('/api/activities?limit=5000'),
          this.collector.json('/api/activities?state=suspect'),
        ]);
        const rows = [...known.activities, ...suspects.activities];
        this.shown.push({ askedAt, answeredAt: Date.now(), metrics, rows });
      } catch {
        // It is not running, or frozen: nothing is shown.
      }
      await pause(this.everyMs);
    }
  }
}
