import type { Row } from '../../collector/rows.js';
import type { Sight } from '../scenarios/scenario.js';
import { readExposition, type Sample } from './exposition.js';

/** What Deadbeat said at one moment. */
export type Saying = Readonly<{ at: Date; rows: readonly Row[]; samples: readonly Sample[] }>;

/** Asks Deadbeat each second, as a person and a Prometheus would, and remembers what it said about whom. */
export class Watcher {
  latest: Saying = { at: new Date(), rows: [], samples: [] };
  private readonly seen = new Map<string, Set<Sight>>();
  private readonly most = new Map<string, number>();
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
    const [known, suspects, metrics] = await Promise.all([
      this.rows('limit=5000'),
      this.rows('limit=5000&state=suspect'),
      fetch(`${this.url}/metrics`).then((answer) => answer.text()),
    ]);
    const rows = [...known, ...suspects];
    this.latest = { at: new Date(), rows, samples: readExposition(metrics) };
    for (const row of rows) for (const sight of sightsOf(row)) this.sightsOf(row.workflowType).add(sight);
    for (const sample of this.latest.samples) this.remember(sample);
  }

  private remember({ name, labels: { task_queue: taskQueue = '', state }, value }: Sample): void {
    const isHeld = name === 'deadbeat_unaccounted_slots';
    if (!isHeld && !(name === 'deadbeat_worker_slots' && state === 'used')) return;
    const key = `${isHeld ? 'unaccounted' : 'used'} ${taskQueue}`;
    this.most.set(key, Math.max(value, this.most.get(key) ?? 0));
  }

  private async rows(query: string): Promise<readonly Row[]> {
    const answer = await fetch(`${this.url}/api/activities?${query}`);
    return ((await answer.json()) as { activities: Row[] }).activities;
  }

  /** The most slots of the queue that code held at one time although the server had given up on it. */
  mostUnaccountedSlots(taskQueue: string): number {
    return this.most.get(`unaccounted ${taskQueue}`) ?? 0;
  }

  mostUsedSlots(taskQueue: string): number {
    return this.most.get(`used ${taskQueue}`) ?? 0;
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
