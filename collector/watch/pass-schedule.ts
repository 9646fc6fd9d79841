import { createTask } from 'node-cron';
import type { Logger } from 'pino';

/** Timers cannot wait for longer at once. */
const longestWaitMs = 24 * 3_600_000;
/** A timer may fire this much early by the wall clock; more means that the clock was set back. */
const earlyAtMostMs = 1_000;

export type ScheduleClocks = Readonly<{ wallMs: () => number; monotonicMs: () => number }>;

const realClocks: ScheduleClocks = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/**
 * Runs something at the instants of a cron expression. Each instant is computed when the one before has come, and waited
 * for on the monotonic clock: a step of the wall clock neither delays nor repeats a run, and moves only those after the
 * next. Instants that a standstill has passed are left out.
 */
export class PassSchedule {
  private timer: NodeJS.Timeout | undefined;
  private plannedMs = Number.NEGATIVE_INFINITY;
  private gapMs: number | undefined;
  private readonly cron: Readonly<{ getNextRuns: (count: number) => Date[] }>;

  constructor(
    expression: string,
    private readonly run: () => void,
    private readonly log: Logger,
    private readonly clocks: ScheduleClocks = realClocks,
  ) {
    // node-cron computes when; by its own timers, each step of the clock would shift or pile up runs.
    this.cron = createTask(expression, () => undefined);
  }

  /** Milliseconds from the last instant, or from the start, to the next one; undefined before the start. */
  get intervalMs(): number | undefined {
    return this.gapMs;
  }

  start(): void {
    const { wallMs, monotonicMs } = this.clocks;
    const now = wallMs();
    this.plannedMs = nextInstant(this.cron.getNextRuns(2), now, this.plannedMs);
    this.gapMs = Math.max(0, this.plannedMs - now);
    this.waitUntil(monotonicMs() + Math.max(0, this.plannedMs - now));
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private waitUntil(dueMs: number): void {
    const leftMs = dueMs - this.clocks.monotonicMs();
    this.timer = setTimeout(
      () => {
        if (leftMs > longestWaitMs) this.waitUntil(dueMs);
        else this.fire();
      },
      Math.min(longestWaitMs, Math.max(0, leftMs)),
    );
  }

  private fire(): void {
    try {
      this.run();
    } catch (error) {
      this.log.error({ err: error }, 'a scheduled pass could not be started; the next one will');
    }
    this.start();
  }
}

/** The first of the instants after `now` that has not been run, unless the clock was set back meanwhile. */
export function nextInstant(instants: readonly Date[], now: number, lastMs: number): number {
  const isSetBack = lastMs - now > earlyAtMostMs;
  const next = instants.find((instant) => isSetBack || instant.getTime() > lastMs);
  return next?.getTime() ?? now + longestWaitMs;
}
