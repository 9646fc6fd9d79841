import type { Part } from '../scenarios/scenario.js';

type Alert = Readonly<{ labels: Readonly<Record<string, string>>; startsAt: string }>;

/** `at`: milliseconds since the epoch. */
export type FiredAlert = Readonly<{ name: string; at: number }>;

/** Asks Alertmanager every second which alerts fire, and records all that fired, and for what. */
export class Alerts {
  private readonly fired = new Map<string, Alert>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly url: string) {}

  start(everyMs = 1_000): void {
    // What one answer misses the next one has: alerts keep firing for minutes.
    this.timer = setInterval(() => void this.ask().catch(() => undefined), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async ask(): Promise<void> {
    const answer = await fetch(`${this.url}/api/v2/alerts`);
    for (const alert of (await answer.json()) as Alert[]) this.fired.set(JSON.stringify(alert.labels), alert);
  }

  /** The alerts that fired for a twin, each once, in the order in which they did. */
  firedFor({ twin }: Part): FiredAlert[] {
    const firstAt = new Map<string, number>();
    for (const { labels, startsAt } of this.fired.values()) {
      const isIts =
        labels.workflow_type === undefined
          ? labels.task_queue === twin.taskQueue
          : labels.workflow_type === twin.workflow;
      const { alertname: name = '' } = labels;
      if (isIts) firstAt.set(name, Math.min(Date.parse(startsAt), firstAt.get(name) ?? Number.POSITIVE_INFINITY));
    }
    return Array.from(firstAt, ([name, at]) => ({ name, at })).sort((a, b) => a.at - b.at);
  }
}
