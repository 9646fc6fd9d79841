import { DueHeap } from './due-heap.js';
import type { Entry, Fifo, Group } from './fifo.js';

/**
 * Of all calls, what each group has before all others as long as something of it is due: instants at which the reason of a
 * cancelled activity changes, executions that have just started, what is known only since it closed, and what was open
 * long before it was found. The price divides the rest.
 */
const shares = { timed: 0.25, new: 0.6, closed: 0.15, backlog: 0.5 } as const;
const creditAtMost = 5;

/** Whose turn it is. */
export class Turns {
  private readonly heaps: Readonly<Record<Group, DueHeap>> = {
    timed: new DueHeap(),
    new: new DueHeap(),
    closed: new DueHeap(),
    backlog: new DueHeap(),
    priced: new DueHeap(),
  };
  private readonly credit = { timed: 1, new: 1, closed: 1, backlog: 1 };
  /** Calls that no price decided on, since it was read last. */
  otherCalls = 0;
  /** A call was left over, or made before it was due. */
  hadTime = false;

  add(fifo: Fifo): void {
    this.heaps[fifo.group].add(fifo);
  }

  moved(fifo: Fifo): void {
    this.heaps[fifo.group].moved(fifo);
  }

  rebuild(): void {
    this.heaps.priced.rebuild();
    this.heaps.backlog.rebuild();
  }

  /** @param isScarce no call is left unused: what would be due next comes early */
  next(now: number, isScarce: boolean): Entry | undefined {
    for (const group of ['timed', 'new', 'closed', 'backlog'] as const)
      this.credit[group] = Math.min(creditAtMost, this.credit[group] + shares[group]);
    return (
      this.withCredit('timed', now) ??
      this.withCredit('new', now) ??
      this.withCredit('closed', now) ??
      this.withCredit('backlog', Number.POSITIVE_INFINITY) ??
      this.firstOf('priced', now) ??
      this.firstOf('new', now) ??
      this.firstOf('closed', now) ??
      this.firstOf('backlog', Number.POSITIVE_INFINITY) ??
      this.firstOf('timed', now) ??
      this.early(now, isScarce)
    );
  }

  nextDueAtMs(isScarce: boolean): number {
    const { timed, new: fresh, closed, backlog, priced } = this.heaps;
    if (backlog.top() !== undefined) return Number.NEGATIVE_INFINITY;
    const first = priced.top();
    const early =
      isScarce && first?.first !== undefined ? first.first.sinceMs + first.leastAgeMs : Number.POSITIVE_INFINITY;
    return Math.min(early, timed.nextDueAtMs, fresh.nextDueAtMs, closed.nextDueAtMs, priced.nextDueAtMs);
  }

  isLate(now: number): boolean {
    return this.heaps.priced.nextDueAtMs < now;
  }

  private withCredit(group: keyof typeof shares, now: number): Entry | undefined {
    if (this.credit[group] < 1) return undefined;
    const entry = this.firstOf(group, now);
    if (entry !== undefined) this.credit[group] -= 1;
    return entry;
  }

  private firstOf(group: Group, now: number): Entry | undefined {
    const fifo = this.heaps[group].top();
    if (fifo === undefined || fifo.dueAtMs > now) return undefined;
    if (group !== 'priced' || fifo.first?.task === 'history') this.otherCalls += 1;
    return fifo.first;
  }

  private early(now: number, isScarce: boolean): Entry | undefined {
    this.hadTime = true;
    const fifo = isScarce ? this.heaps.priced.top() : undefined;
    return fifo?.first !== undefined && now - fifo.first.sinceMs >= fifo.leastAgeMs ? fifo.first : undefined;
  }
}
