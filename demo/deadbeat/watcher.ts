import type { Row } from '../../collector/rows.js';
import type { Sight } from '../scenarios/scenario.js';
import { readExposition, type Sample } from './exposition.js';

/** What Deadbeat said at one moment. */
export type Saying = Readonly<{ at: Date; rows: readonly Row[]; samples: readonly Sample[] }>;

/** Asks Deadbeat each second, as a person and a Prometheus would, and remembers what it said about whom. */
export class Watcher {
  latest: Saying = { at: new Date(), rows: [], samples: [] };
  private readonly seen = new Map<string, Set<Sight>>();
  private readonly mostUnaccounted = new Map<string, number>();
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
    const [activities, metrics] = await Promise.all([
      fetch(`${this.url}/api/activities?limit=5000`).then((answer) => answer.json()),
      fetch(`${this.url}/metrics`).then((answer) => answer.text()),
    ]);
    const { activities: rows } = activities as { activities: Row[] };
    this.latest = { at: new Date(), rows, samples: readExposition(metrics) };
    for (const row of rows) for (const sight of sightsOf(row)) this.sightsOf(row.workflowType).add(sight);
    for (const { name, labels, value } of this.latest.samples) {
      if (name !== 'deadbeat_unaccounted_slots') continue;
      const { task_queue: taskQueue = '' } = labels;
      this.mostUnaccounted.set(taskQueue, Math.max(value, this.mostUnaccountedSlots(taskQueue)));
    }
  }

  /** Slots of the queue that code held at one time although the server had given up on it: the most that was said. */
  mostUnaccountedSlots(taskQueue: string): number {
    return this.mostUnaccounted.get(taskQueue) ?? 0;
  }

  /** All that was ever said about activities of the workflow type. */
  sightsOf(workflowType: string): Set<Sight> {
    const known = this.seen.get(workflowType) ?? new Set();
    this.seen.set(workflowType, known);
    return known;
  }
}

export function sightsOf({ reason, orphaned, suspect, lost, stalled, stale }: Row): Sight[] {
  const sights: Sight[] = reason === null ? [] : [reason];
  if (orphaned) sights.push('orphaned');
  if (suspect) sights.push('suspect');
  if (lost) sights.push('lost');
  if (stalled) sights.push('stalled');
  // `silent` says it already.
  if (stale && reason === null) sights.push('stale');
  return sights;
}
