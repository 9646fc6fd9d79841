import { metrics } from '../../metrics/definitions.js';

const bounds = metrics.cancelToEnd.buckets;

/** Above the bound before it, and at most this one; null: no bound. */
export type EndCount = Readonly<{ upToSeconds: number | null; attempts: number }>;

/** How many attempts ended how long after the cancel request, however many there are: in the buckets of the metric. */
export class EndCounts {
  private readonly counts = Array.from({ length: bounds.length + 1 }, () => 0);

  add(seconds: number): void {
    const bucket = bounds.findIndex((bound) => seconds <= bound);
    const index = bucket === -1 ? bounds.length : bucket;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
  }

  all(): EndCount[] {
    return this.counts.map((attempts, index) => ({ upToSeconds: bounds[index] ?? null, attempts }));
  }
}
