import TinyQueue from 'tinyqueue';
import { type Urgency, urgencies } from '../model/schedule.js';

/** What is to be done with one execution. */
export type Job = Readonly<{ key: string; task: 'describe' | 'history' }>;

type Entry = Job &
  Readonly<{ id: string; dueAtMs: number; order: number }> & {
    /** Replaced, removed or taken: it stays in its heap until it comes up there. */
    isOver: boolean;
  };

/**
 * Shares of the calls while more is due than the budget allows, by place in this cycle: `cancel_requested` (waste that
 * grows) has 1/2, `new` (never described) 1/4 and the remaining classes 1/4. A place of `cancel_requested` that it does
 * not need goes to the most urgent class that is due; one of `new`, to the remaining classes.
 */
const mainShares = ['cancel_requested', 'new', 'cancel_requested', 'remaining'] as const;
/**
 * How the remaining classes divide their 1/4: `active` has half of it (1/8 of all calls), `history`, `idle` and `closed`
 * a sixth each (1/24 of all calls). A class with nothing due is skipped, so that none waits for ever.
 */
const remainingShares = ['active', 'history', 'active', 'idle', 'active', 'closed'] as const satisfies Urgency[];

/**
 * At most one entry for each execution and task. Of a class the earliest due comes first.
 */
export class DueQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly heaps: Readonly<Record<Urgency, TinyQueue<Entry>>> = {
    cancel_requested: earliestFirst(),
    new: earliestFirst(),
    active: earliestFirst(),
    history: earliestFirst(),
    idle: earliestFirst(),
    closed: earliestFirst(),
  };
  private order = 0;
  private nextMainShare = 0;
  private nextRemainingShare = 0;

  /** @param monotonicMs so that no step of the wall clock makes anything due early or late */
  constructor(private readonly monotonicMs: () => number = () => performance.now()) {}

  get size(): number {
    return this.entries.size;
  }

  /** The job is due after `delayMs`. */
  put(job: Job, urgency: Urgency, delayMs: number): void {
    this.remove(job);
    const dueAtMs = this.monotonicMs() + Math.max(0, delayMs);
    const entry = { key: job.key, task: job.task, id: idOf(job), dueAtMs, order: this.order++, isOver: false };
    this.entries.set(entry.id, entry);
    this.heaps[urgency].push(entry);
  }

  remove(job: Job): void {
    const entry = this.entries.get(idOf(job));
    if (entry !== undefined) this.end(entry);
  }

  /** Takes the job to do now; undefined when none is due. */
  take(): Job | undefined {
    const share = mainShares[this.nextMainShare++ % mainShares.length];
    if (share === 'cancel_requested') return this.takeFirstOf(urgencies);
    const unseen = share === 'new' ? this.takeFirstOf(['new']) : undefined;
    return unseen ?? this.takeRemaining() ?? this.takeFirstOf(urgencies);
  }

  private takeRemaining(): Job | undefined {
    for (let step = 0; step < remainingShares.length; step++) {
      const place = (this.nextRemainingShare + step) % remainingShares.length;
      const job = this.takeFirstOf([remainingShares[place] as Urgency]);
      if (job === undefined) continue;
      this.nextRemainingShare = place + 1;
      return job;
    }
    return undefined;
  }

  private takeFirstOf(classes: readonly Urgency[]): Job | undefined {
    const now = this.monotonicMs();
    for (const urgency of classes) {
      const heap = this.heaps[urgency];
      const first = this.firstOf(heap);
      if (first === undefined || first.dueAtMs > now) continue;
      heap.pop();
      this.end(first);
      return first;
    }
    return undefined;
  }

  /** How long until the next job is due; at most 0 when one is, undefined when there is none. */
  nextDueInMs(): number | undefined {
    let next: number | undefined;
    for (const heap of Object.values(this.heaps)) {
      const first = this.firstOf(heap);
      if (first !== undefined) next = Math.min(next ?? first.dueAtMs, first.dueAtMs);
    }
    return next === undefined ? undefined : next - this.monotonicMs();
  }

  private end(entry: Entry): void {
    entry.isOver = true;
    this.entries.delete(entry.id);
  }

  /** The heap's first entry that has not been replaced or removed since. */
  private firstOf(heap: TinyQueue<Entry>): Entry | undefined {
    for (let first = heap.peek(); first !== undefined; first = heap.peek()) {
      if (!first.isOver) return first;
      heap.pop();
    }
    return undefined;
  }
}

function earliestFirst(): TinyQueue<Entry> {
  return new TinyQueue<Entry>([], (a, b) => a.dueAtMs - b.dueAtMs || a.order - b.order);
}

function idOf({ key, task }: Job): string {
  return `${task} ${key}`;
}
