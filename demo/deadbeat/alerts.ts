import type { Part } from '../scenarios/scenario.js';

type Alert = Readonly<{ labels: Readonly<Record<string, string>>; startsAt: string }>;

/** Asks Alertmanager each second which alerts fire, and remembers which ever did, for whom. */
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

  /** Names of the alerts that fired for a twin, in the order in which they did. */
  firedFor({ twin }: Part): string[] {
    const its = [...this.fired.values()].filter(({ labels }) =>
      labels.workflow_type === undefined
        ? labels.task_queue === twin.taskQueue
        : labels.workflow_type === twin.workflow,
    );
    its.sort((a, b) => a.startsAt.localeCompare(b.startsAt));
    return [...new Set(its.map(({ labels }) => labels.alertname ?? ''))];
  }
}
