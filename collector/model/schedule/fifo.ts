/** Decides when an entry comes next: see shares.ts. */
export type Group = 'timed' | 'cancelled' | 'urgent' | 'new' | 'history' | 'closed' | 'backlog' | 'priced';

/**
 * One task of one execution, over and over again. An entry knows its neighbours: removing it from the middle of a queue costs nothing.
 */
export class Entry {
  /** undefined: not wanted, or held back for a pause. */
  queue: Fifo | undefined = undefined;
  before: Entry | undefined = undefined;
  after: Entry | undefined = undefined;
  /** Since when it waits: the last observation, for a describe. On the monotonic clock. */
  sinceMs = 0;
  isWanted = false;
  /** Grows with each change, so that what was planned before is known to be outdated. */
  version = 0;

  constructor(
    readonly key: string,
    readonly task: 'describe' | 'history',
  ) {}
}

/** The description of an execution, and what else is kept of it: one look-up finds all. */
export class Known extends Entry {
  history: Entry | undefined = undefined;
  isLively = false;

  constructor(key: string) {
    super(key, 'describe');
  }
}

/** Entries in the order of `sinceMs`. */
export class Fifo {
  first: Entry | undefined = undefined;
  size = 0;
  /** How long after its `sinceMs` an entry is due, at the current price. */
  periodMs = 0;
  private last: Entry | undefined = undefined;

  constructor(
    readonly group: Group,
    /** However much of the budget is left. */
    readonly leastAgeMs: number,
  ) {}

  get dueAtMs(): number {
    return this.first === undefined ? Number.POSITIVE_INFINITY : this.first.sinceMs + this.periodMs;
  }

  /** Nearly always the newest: what was restored or held back finds its place from the end. */
  add(entry: Entry): void {
    let before = this.last;
    while (before !== undefined && before.sinceMs > entry.sinceMs) before = before.before;
    const after = before === undefined ? this.first : before.after;
    entry.queue = this;
    entry.before = before;
    entry.after = after;
    if (before === undefined) this.first = entry;
    else before.after = entry;
    if (after === undefined) this.last = entry;
    else after.before = entry;
    this.size += 1;
  }

  remove(entry: Entry): void {
    const { before, after } = entry;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.last = before;
    else after.before = before;
    entry.queue = undefined;
    entry.before = undefined;
    entry.after = undefined;
    this.size -= 1;
  }
}
