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
 * Whose turn it is, time after time: waste that grows has half of the turns, what nobody has looked at a quarter, and the
 * others the rest and what that leaves.
 */
const turns = ['cancel_requested', 'new', 'cancel_requested', 'others'] as const;
/** One after the other, as far as something is due, so that none waits forever. */
const others = ['active', 'history', 'active', 'idle', 'active', 'closed'] as const satisfies Urgency[];

/**
 * At most one entry for each execution and task. Of a class the earliest due comes first; where nothing is due of those
 * whose turn it is, the most urgent that is.
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
  private turn = 0;
  private nextOther = 0;

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
    const turn = turns[this.turn++ % turns.length];
    if (turn === 'cancel_requested') return this.takeFirstOf(urgencies);
    return (turn === 'new' ? this.takeFirstOf(['new']) : undefined) ?? this.takeOther() ?? this.takeFirstOf(urgencies);
  }

  private takeOther(): Job | undefined {
    for (let step = 0; step < others.length; step++) {
      const place = (this.nextOther + step) % others.length;
      const job = this.takeFirstOf([others[place] as Urgency]);
      if (job === undefined) continue;
      this.nextOther = place + 1;
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
