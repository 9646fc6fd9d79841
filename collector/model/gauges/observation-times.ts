import type { Millis } from '../activity/activity.js';

/** As exact as the oldest one has to be: with an entry for each of 100,000 executions it would cost memory and time. */
const slotMs = 100;

/** How many executions were observed when, to a tenth of a second. */
export class ObservationTimes {
  private readonly counts = new Map<number, number>();

  add(at: Millis): void {
    this.change(at, 1);
  }

  remove(at: Millis): void {
    this.change(at, -1);
  }

  /** At most so much earlier; undefined where there is none. */
  get oldestAt(): Millis | undefined {
    let first = Number.POSITIVE_INFINITY;
    for (const slot of this.counts.keys()) first = Math.min(first, slot);
    return Number.isFinite(first) ? first * slotMs : undefined;
  }

  private change(at: Millis, by: 1 | -1): void {
    const slot = Math.floor(at / slotMs);
    const count = (this.counts.get(slot) ?? 0) + by;
    if (count > 0) this.counts.set(slot, count);
    else this.counts.delete(slot);
  }
}
