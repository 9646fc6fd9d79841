import type { Millis } from '../activity/activity.js';
import type { Limits } from '../activity/reason.js';
import type { Attempt } from '../execution/execution.js';
import { GroupSummary } from './group-summary.js';

/** Fewer are summarized all at once. */
const dividedFrom = 1_000;
const slotMs = 1_000;

type Slot = { readonly attempts: Set<Attempt>; summary: GroupSummary | undefined };

/**
 * The running activities of one label set. Many are divided by the second of their last description, so that between two
 * scrapes only the seconds change whose executions were described: a summary of all follows from those of the others.
 */
export class AttemptSlots {
  private readonly slots = new Map<number, Slot>();
  private isDivided = false;
  private size = 0;

  get isEmpty(): boolean {
    return this.size === 0;
  }

  change(attempt: Attempt, by: 1 | -1): void {
    const place = this.placeOf(attempt);
    const slot = this.slots.get(place) ?? { attempts: new Set(), summary: undefined };
    slot.summary = undefined;
    const before = slot.attempts.size;
    if (by === 1) slot.attempts.add(attempt);
    else slot.attempts.delete(attempt);
    this.size += slot.attempts.size - before;
    if (slot.attempts.size > 0) this.slots.set(place, slot);
    else this.slots.delete(place);
    if (!this.isDivided && this.size >= dividedFrom) this.divide();
  }

  addTo(sum: GroupSummary, now: Millis, limits: Limits): void {
    for (const slot of this.slots.values()) sum.addAll(summaryOf(slot, now, limits));
  }

  private divide(): void {
    const all = [...this.slots.values()].flatMap(({ attempts }) => [...attempts]);
    this.isDivided = true;
    this.slots.clear();
    this.size = 0;
    for (const attempt of all) this.change(attempt, 1);
  }

  private placeOf({ seenAt }: Attempt): number {
    return this.isDivided ? Math.floor(seenAt / slotMs) : 0;
  }
}

function summaryOf(slot: Slot, now: Millis, limits: Limits): GroupSummary {
  if (slot.summary?.isValidAt(now)) return slot.summary;
  const summary = new GroupSummary(now, limits);
  for (const attempt of slot.attempts) summary.addAttempt(attempt);
  slot.summary = summary;
  return summary;
}
