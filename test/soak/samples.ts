import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { CollectorProcess } from '../support/collector.js';
import { Exposition } from '../support/exposition.js';

/** What a collector must continue with after any restart. */
const counters =
  /^deadbeat_(wasted_seconds_total|cancel_to_end_seconds_(bucket|sum|count)|orphaned_exposure_seconds_total|lost_seconds_total|late_seconds_total|unexamined_executions_total|unreadable_total)$/;
const roundingError = 1e-6;

export type Sample = Readonly<{ answeredAt: number; metrics: Exposition; pid: number; rssBytes: number }>;

/** Scrapes the collector of the moment every second, and notes where a counter fell or vanished. */
export class Samples {
  readonly all: Sample[] = [];
  readonly falls: string[] = [];
  private readonly highest = new Map<string, number>();
  private collector: CollectorProcess | undefined;
  private isOver = false;
  private loop: Promise<void> | undefined;

  start(): void {
    this.loop = this.run();
  }

  follow(collector: CollectorProcess | undefined): void {
    this.collector = collector;
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.loop;
  }

  get last(): Exposition {
    return this.all.at(-1)?.metrics ?? new Exposition('');
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      await this.sample().catch(() => undefined);
      await pause(1_000);
    }
  }

  /** @throws when the process has just been killed */
  private async sample(): Promise<void> {
    const { collector } = this;
    if (collector === undefined) return;
    const metrics = await collector.metrics();
    const answeredAt = Date.now();
    this.compare(metrics, answeredAt);
    this.all.push({ answeredAt, metrics, pid: collector.pid, rssBytes: rssOf(collector.pid) });
  }

  private compare(metrics: Exposition, at: number): void {
    const now = new Map<string, number>();
    for (const { name, labels, value } of metrics.samples)
      if (counters.test(name)) now.set(`${name} ${JSON.stringify(labels)}`, value);
    for (const [series, before] of this.highest) {
      const value = now.get(series);
      // A series that never counted is not saved: after a restart it comes back with its activity.
      if ((value ?? 0) < before - roundingError)
        this.falls.push(`${new Date(at).toISOString()} ${series}: ${before}, then ${value ?? 'gone'}`);
    }
    for (const [series, value] of now) this.highest.set(series, Math.max(value, this.highest.get(series) ?? 0));
  }
}

function rssOf(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
