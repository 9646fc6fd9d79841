import type { Row } from '../../collector/findings/row.js';
import { readExposition, type Sample } from './exposition.js';
import { Memory } from './memory.js';

/** What Deadbeat said at one moment. */
export type Saying = Readonly<{ at: Date; rows: readonly Row[]; samples: readonly Sample[] }>;

/** Asks Deadbeat every second, as a person and a Prometheus would, and records what it said about each activity. */
export class Watcher {
  latest: Saying = { at: new Date(), rows: [], samples: [] };
  readonly memory = new Memory();
  private timer: NodeJS.Timeout | undefined;
  private asking: Promise<void> | undefined;

  constructor(private readonly url: string) {}

  start(everyMs = 1_000): void {
    this.timer = setInterval(() => {
      // A slow answer is waited for, not asked for again.
      this.asking ??= this.ask()
        .catch(() => undefined)
        .finally(() => {
          this.asking = undefined;
        });
    }, everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async ask(): Promise<void> {
    const at = new Date();
    const [known, suspects, metrics] = await Promise.all([
      this.rows('limit=5000'),
      this.rows('limit=5000&state=suspect'),
      fetch(`${this.url}/metrics`).then((answer) => answer.text()),
    ]);
    this.latest = { at, rows: [...known, ...suspects], samples: readExposition(metrics) };
    this.memory.remember(at.getTime(), this.latest.rows, this.latest.samples);
  }

  private async rows(query: string): Promise<readonly Row[]> {
    const answer = await fetch(`${this.url}/api/activities?${query}`);
    return ((await answer.json()) as { activities: Row[] }).activities;
  }
}
