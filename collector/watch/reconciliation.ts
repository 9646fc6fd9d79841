import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { failureOf } from '../errors.js';
import type { Millis } from '../model/activity/activity.js';
import type { Source } from '../temporal/source.js';
import type { Executions } from './executions.js';
import type { ServerClock } from './server-clock.js';

/** Of the calls that visibility allows. */
const budgetShare = 0.25;
/** A listing that takes longer is given up. */
const deadlineMs = 6 * 3_600_000;

export type ReconciliationParts = Readonly<{
  executions: Executions;
  source: Pick<Source, 'openPages'>;
  clock: ServerClock;
  visibilityPerSecond: () => number;
  log: Logger;
  /** Executions that no listing of what had started had named. */
  recordMissed: (executions: number) => void;
  wake: () => void;
}>;

/**
 * The slow listing of everything that is open, beside the passes, which list what has changed: it finds what they missed,
 * and notices what is open no longer. Its pages take a quarter of the visibility budget.
 */
export class Reconciliation {
  lastCompleteAt: Millis | undefined;
  private runningSince: Millis | undefined;
  private nextAtMs = 0;
  private stopping = new AbortController();
  private failing = false;

  constructor(private readonly parts: ReconciliationParts) {}

  /** What closed since this instant may still be named as open. */
  get namesOpenSince(): Millis {
    return this.runningSince ?? Number.POSITIVE_INFINITY;
  }

  /** A whole listing has just been made by a pass. @param pages how many calls it took */
  madeByPass(pages: number): void {
    this.completed(pages);
  }

  /** Begins in the background when the last one was long enough ago. @param startsKnownUntil what passes must have found */
  startIfDue(startsKnownUntil: Millis): void {
    if (this.runningSince === undefined && performance.now() >= this.nextAtMs) void this.run(startsKnownUntil);
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Never throws. */
  private async run(startsKnownUntil: Millis): Promise<void> {
    const { executions, source, clock, log, recordMissed, wake } = this.parts;
    const startedAt = clock.now();
    this.runningSince = startedAt;
    const { signal } = this.stopping;
    const open = new Set<string>();
    let pages = 0;
    let missed = 0;
    try {
      // Page by page: a list of hundreds of thousands would double what they take in memory.
      for await (const { found } of source.openPages({ signal, until: clock.rawNow() + deadlineMs })) {
        pages += 1;
        const unknown = await executions.started(found, clock.now(), open);
        missed += unknown.filter((one) => (one.startedAt ?? Number.POSITIVE_INFINITY) < startsKnownUntil).length;
        await sleep(this.pageEveryMs(), undefined, { signal });
      }
      await executions.onlyOpen('workflow', open, startedAt, clock.now());
      recordMissed(missed);
      this.completed(pages);
      this.failing = false;
      wake();
    } catch (error) {
      if (signal.aborted) return;
      if (!this.failing) log.warn(failureOf(error), 'listing all open executions failed; will retry');
      this.failing = true;
      this.nextAtMs = performance.now() + pages * this.pageEveryMs();
    } finally {
      this.runningSince = undefined;
    }
  }

  private completed(pages: number): void {
    this.lastCompleteAt = this.parts.clock.rawNow();
    this.nextAtMs = performance.now() + pages * this.pageEveryMs();
  }

  private pageEveryMs(): number {
    return 1000 / (budgetShare * this.parts.visibilityPerSecond());
  }
}
