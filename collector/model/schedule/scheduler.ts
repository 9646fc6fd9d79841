import TinyQueue from 'tinyqueue';
import { Entry, type Fifo, Known } from './fifo.js';
import { IdleTime } from './idle-time.js';
import type { Job, Wanted } from './jobs.js';
import { notOnlyAtStart } from './known-start.js';
import { learnFrom, type Observed } from './observed.js';
import { PendingTimers } from './pending-timers.js';
import { Pricing } from './pricing.js';
import { Shares } from './shares.js';
import { type HistoryLesson, type Pace, paces } from './type-rates.js';

const adjustEveryMs = 1_000;
/** A few milliseconds of work. */
const movesAtOnce = 500;

export type SchedulerOptions = Readonly<{
  budgetPerSecond: () => number;
  maxObservationAgeMs: number;
  /** So that no step of the wall clock makes anything due early or late. */
  monotonicMs?: () => number;
}>;

type Move = Readonly<{ entry: Entry; version: number; to: Fifo; atMs: number }>;

/**
 * Decides which call comes next: the one that shows most wasted seconds while they happen. From each answer follows what a
 * call for its workflow type is worth; one price per call spreads the budget over all of them.
 */
export class Scheduler {
  private readonly known = new Map<string, Known>();
  private readonly wanted = { describe: 0, history: 0 };
  private readonly moves = new TinyQueue<Move>([], (a, b) => a.atMs - b.atMs);
  private readonly timers = new PendingTimers();
  private readonly shares = new Shares();
  private readonly pricing: Pricing;
  private readonly monotonicMs: () => number;
  private adjustedAtMs: number;
  /** Made since then. */
  private calls = 0;
  private readonly idle = new IdleTime();

  constructor(private readonly options: SchedulerOptions) {
    this.monotonicMs = options.monotonicMs ?? (() => performance.now());
    this.pricing = new Pricing(options.maxObservationAgeMs);
    this.adjustedAtMs = this.monotonicMs();
  }

  get size(): number {
    return this.wanted.describe + this.wanted.history;
  }

  /** Wasted seconds that a call is expected to show; 0 while the budget allows all that is useful. */
  get price(): number {
    return this.pricing.price;
  }

  /** At most one entry for each execution and task: a later one replaces it; a history keeps its place. */
  put({ key, task }: Job, asked: Wanted): void {
    const now = this.monotonicMs();
    const known = this.timers.wanted(key, asked, now);
    const wanted = this.price > 0 ? known : notOnlyAtStart(known);
    const { ageMs = 0, pauseMs = 0, startsInMs, withinMs } = wanted;
    const fifo = this.fifoFor(wanted);
    const entry = this.entryOf(key, task);
    const keepsPlace = task === 'history' && entry.queue === fifo;
    const beginsInMs = Math.min(startsInMs ?? -ageMs, this.options.maxObservationAgeMs / 2);
    const heldMs = Math.max(pauseMs, beginsInMs);
    const sinceMs = keepsPlace ? entry.sinceMs : now + Math.max(beginsInMs, -ageMs);
    this.end(entry);
    entry.isWanted = true;
    entry.sinceMs = sinceMs;
    this.wanted[task] += 1;
    const { version } = entry;
    if (heldMs > 0) this.moves.push({ entry, version, to: fifo, atMs: now + heldMs });
    else this.enqueue(entry, fifo);
    if (withinMs !== undefined && withinMs > heldMs)
      this.moves.push({ entry, version, to: this.fifoFor({ ...wanted, urgency: 'timed' }), atMs: now + withinMs });
  }

  remove({ key, task }: Job): void {
    const known = this.known.get(key);
    const entry = task === 'describe' ? known : known?.history;
    if (entry !== undefined) this.end(entry);
  }

  /** Nothing more will be asked about an execution. */
  forget(key: string): void {
    this.remove({ key, task: 'describe' });
    this.remove({ key, task: 'history' });
    this.known.delete(key);
    this.timers.forget(key);
  }

  /** Learns from a description. @returns the pace at which the execution is described from now on */
  observed(key: string, described: Observed): Pace {
    const observed = this.timers.observed(key, described, this.monotonicMs());
    const known = this.known.get(key);
    const pace = known?.isLively ? paces.lively : paces.quiet;
    const next = learnFrom(observed, pace, this.pricing.ratesOf(observed.workflowType), this.pricing.prior);
    if (known !== undefined && observed.before !== undefined) known.isLively = next === paces.lively;
    return next;
  }

  /** Learns from a piece of history. @param firesInMs when the first of its timers that are pending fires */
  readHistory(key: string, workflowType: string, lesson: HistoryLesson, firesInMs?: number): void {
    this.pricing.ratesOf(workflowType).learnHistory(lesson);
    const isStart =
      firesInMs !== undefined && this.known.has(key) && this.pricing.learnedOf(workflowType).startsByTimer;
    this.timers.read(key, isStart ? this.monotonicMs() + firesInMs : undefined);
  }

  /** Takes the job to do now; undefined when none is due. */
  take(): Job | undefined {
    const now = this.monotonicMs();
    this.idle.end(now);
    this.prepare(now);
    const entry = this.shares.next(now, this.price > 0);
    this.calls += 1;
    if (entry !== undefined) this.end(entry);
    return entry;
  }

  /** How long until the next job is due; at most 0 when one is, undefined when there is none. */
  nextDueInMs(): number | undefined {
    const now = this.monotonicMs();
    this.prepare(now);
    const next = Math.min(this.moves.peek()?.atMs ?? Number.POSITIVE_INFINITY, this.shares.nextDueAtMs(this.price > 0));
    if (next > now) this.idle.begin(now);
    else this.idle.end(now);
    return next === Number.POSITIVE_INFINITY ? undefined : next - now;
  }

  private prepare(now: number): void {
    this.makeMoves(now);
    const seconds = (now - this.adjustedAtMs) / 1000;
    if (seconds * 1000 < adjustEveryMs) return;
    const { calls } = this;
    this.calls = 0;
    const busySeconds = seconds - this.idle.take(now) / 1000;
    const wasLate = this.shares.isLate(now - adjustEveryMs);
    const course = { now, seconds, busySeconds, calls, wasLate, ...this.shares.takeCourse() };
    const budgetPerSecond = this.options.budgetPerSecond();
    this.shares.rebuild(this.pricing.adjust(budgetPerSecond, this.wanted.describe, course));
    this.adjustedAtMs = now;
  }

  /** Puts where they belong by now those whose time has come, but not all of very many. @returns whether there are more */
  makeMoves(now = this.monotonicMs()): boolean {
    for (let made = 0; made < movesAtOnce; made += 1) {
      const move = this.moves.peek();
      if (move === undefined || move.atMs > now) return false;
      this.moves.pop();
      this.make(move);
    }
    return true;
  }

  /** What was replaced or taken meanwhile stays away. */
  private make({ entry, version, to }: Move): void {
    if (!entry.isWanted || entry.version !== version) return;
    if (entry.queue !== undefined) this.leave(entry);
    this.enqueue(entry, to);
  }

  private fifoFor(wanted: Wanted): Fifo {
    return this.pricing.fifoFor(wanted, (fifo) => this.shares.add(fifo));
  }

  private entryOf(key: string, task: Job['task']): Entry {
    let known = this.known.get(key);
    if (known === undefined) {
      known = new Known(key);
      this.known.set(key, known);
    }
    if (task === 'describe') return known;
    known.history ??= new Entry(key, 'history');
    return known.history;
  }

  private enqueue(entry: Entry, fifo: Fifo): void {
    fifo.add(entry);
    if (fifo.first === entry) this.shares.moved(fifo);
  }

  private end(entry: Entry): void {
    if (!entry.isWanted) return;
    entry.isWanted = false;
    entry.version += 1;
    this.wanted[entry.task] -= 1;
    this.leave(entry);
  }

  private leave(entry: Entry): void {
    const { queue } = entry;
    if (queue === undefined) return;
    const wasFirst = queue.first === entry;
    queue.remove(entry);
    if (wasFirst) this.shares.moved(queue);
  }
}
