import { DueHeap } from './due-heap.js';
import type { Entry, Fifo, Group } from './fifo.js';

/**
 * Of the calls that are made, what each group has before all others as long as something of it is due; the price divides the
 * rest, and says what of it `backlog` has. That of `cancelled` covers what pricing.ts lets its freshness take of the budget.
 */
const shares = {
  timed: 0.08,
  cancelled: 0.1,
  urgent: 0.1,
  new: 0.2,
  history: 0.12,
  closed: 0.08,
} as const;
const reserved = ['timed', 'cancelled', 'urgent', 'new', 'history', 'closed'] as const;
/** Where something of each is due all the time, one call in twenty still goes to what is late at its price. */
const backlogShareAtMost = 0.27;
const creditAtMost = 5;
/** A description comes so early, in shares of its wait, before one that is worth little. */
const soonShare = 0.5;
/** The price decides how often these come. */
const atPrice: ReadonlySet<Group> = new Set(['backlog', 'cancelled', 'priced']);

/** Decides which entry comes next. */
export class Shares {
  private readonly heaps: Readonly<Record<Group, DueHeap>> = {
    timed: new DueHeap(),
    cancelled: new DueHeap(),
    urgent: new DueHeap(),
    new: new DueHeap(),
    history: new DueHeap(),
    closed: new DueHeap(),
    backlog: new DueHeap(),
    priced: new DueHeap(),
  };
  private readonly credit = { timed: 1, cancelled: 1, urgent: 1, new: 1, history: 0, closed: 0, backlog: 0 };
  private backlogShare = 0;
  private course = { otherCalls: 0, hadTime: false };

  add(fifo: Fifo): void {
    this.heaps[fifo.group].add(fifo);
  }

  moved(fifo: Fifo): void {
    this.heaps[fifo.group].moved(fifo);
  }

  /** @param backlogShare of the calls: first descriptions that are worth the price */
  rebuild(backlogShare: number): void {
    this.backlogShare = Math.min(backlogShareAtMost, backlogShare);
    this.heaps.priced.rebuild();
    this.heaps.cancelled.rebuild();
    this.heaps.urgent.rebuild();
    this.heaps.history.rebuild();
    this.heaps.backlog.rebuild();
  }

  /** @param isScarce no call is left unused: what would be due next comes early */
  next(now: number, isScarce: boolean): Entry | undefined {
    for (const group of reserved) this.credit[group] = Math.min(creditAtMost, this.credit[group] + shares[group]);
    this.credit.backlog = Math.min(creditAtMost, this.credit.backlog + this.backlogShare);
    return (
      this.withCredit('timed', now) ??
      this.withCredit('cancelled', now) ??
      this.withCredit('urgent', Number.POSITIVE_INFINITY) ??
      this.withCredit('new', now) ??
      this.withCredit('history', now) ??
      this.withCredit('closed', now) ??
      this.withCredit('backlog', Number.POSITIVE_INFINITY) ??
      this.firstOf(this.firstAtPrice(), now) ??
      this.firstOf('new', now) ??
      this.firstOf('history', now) ??
      this.firstOf('closed', now) ??
      this.firstOf('backlog', now) ??
      this.firstOf('timed', now) ??
      this.leftOver(now, isScarce)
    );
  }

  nextDueAtMs(isScarce: boolean): number {
    const { timed, cancelled, urgent, new: fresh, history, closed, backlog, priced } = this.heaps;
    if (backlog.top() !== undefined || urgent.top() !== undefined) return Number.NEGATIVE_INFINITY;
    const first = priced.top();
    const early =
      isScarce && first?.first !== undefined ? first.first.sinceMs + first.leastAgeMs : Number.POSITIVE_INFINITY;
    return Math.min(early, ...[timed, cancelled, fresh, history, closed, priced].map(({ nextDueAtMs }) => nextDueAtMs));
  }

  /** @returns since it was asked last, the calls that no price decided on, and whether one was left over or made before it was due */
  takeCourse(): Readonly<{ otherCalls: number; hadTime: boolean }> {
    const { course } = this;
    this.course = { otherCalls: 0, hadTime: false };
    return course;
  }

  isLate(now: number): boolean {
    return this.heaps.priced.nextDueAtMs < now;
  }

  private withCredit(group: keyof typeof this.credit, now: number): Entry | undefined {
    if (this.credit[group] < 1) return undefined;
    const entry = this.firstOf(group, now);
    if (entry !== undefined) this.credit[group] -= 1;
    return entry;
  }

  private firstOf(group: Group, now: number): Entry | undefined {
    const fifo = this.heaps[group].top();
    if (fifo === undefined || fifo.dueAtMs > now) return undefined;
    if (!atPrice.has(group) || fifo.first?.task === 'history') this.course.otherCalls += 1;
    return fifo.first;
  }

  /** Of the groups whose waits the price sets, the one that is due first: where too few calls are made, all are equally late. */
  private firstAtPrice(): Group {
    const { urgent, cancelled, priced } = this.heaps;
    if (urgent.nextDueAtMs <= Math.min(cancelled.nextDueAtMs, priced.nextDueAtMs)) return 'urgent';
    return cancelled.nextDueAtMs <= priced.nextDueAtMs ? 'cancelled' : 'priced';
  }

  /** For a call that nothing is due for: what is due soon, a first description, or what is due next. */
  private leftOver(now: number, isScarce: boolean): Entry | undefined {
    this.course.hadTime = true;
    const first = isScarce ? this.heaps.priced.top() : undefined;
    const soon = first === undefined ? undefined : this.early(first, now, soonShare * first.periodMs);
    if (soon !== undefined) return soon;
    return this.firstOf('backlog', Number.POSITIVE_INFINITY) ?? (first && this.early(first, now, 0));
  }

  private early({ first, leastAgeMs }: Fifo, now: number, ageMs: number): Entry | undefined {
    return first !== undefined && now - first.sinceMs >= Math.max(leastAgeMs, ageMs) ? first : undefined;
  }
}
