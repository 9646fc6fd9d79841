import type { Logger } from 'pino';
import { type Failure, failureOf, TemporalError } from '../errors.js';
import type { UnreadableCause } from '../model/account/unreadable.js';
import type { Millis } from '../model/activity/activity.js';
import type { ListingBounds, Source } from '../temporal/source.js';
import type { Executions } from './executions.js';
import type { ServerClock } from './server-clock.js';

/** A pass that takes longer is given up: its calls are aborted and the next one may start. */
const passDeadlineMs = 10 * 60_000;
const tookTooLong: Failure = { method: null, code: 'DEADLINE_EXCEEDED', detail: 'the pass took longer than 10m' };
/** A server without standalone activities may have them after an upgrade. */
const standaloneAgainMs = 10 * 60_000;
/** Executions whose close visibility may show late are asked for again. */
const closedOverlapMs = 30_000;

export type PassParts = Readonly<{
  executions: Executions;
  source: Pick<Source, 'open' | 'openStandalone' | 'closed'>;
  clock: ServerClock;
  log: Logger;
  /** Duration of every pass, complete or not. */
  record: (seconds: number) => void;
  recordSkipped: () => void;
  wake: () => void;
}>;

/** Discovery of one namespace: a pass lists its open executions, and those that closed since the last one. */
export class Passes {
  /** Of the last pass; undefined before the first ended. */
  up: boolean | undefined;
  lastCompleteAt: Millis | undefined;
  lastError: Failure | undefined;
  private standaloneAgainAt: Millis = 0;
  private isStopped = false;
  private running: AbortController | undefined;

  constructor(
    private readonly parts: PassParts,
    /** Executions closed before this instant are in the account. */
    public closedSince: Millis,
  ) {}

  /** A pass has been complete. */
  get isKnown(): boolean {
    return this.lastCompleteAt !== undefined;
  }

  /** One pass; a call while one is under way is skipped and counted. Never throws. @returns whether the pass was complete */
  async run(): Promise<boolean> {
    if (this.running !== undefined) {
      this.parts.recordSkipped();
      return false;
    }
    this.running = new AbortController();
    const deadline = setTimeout(() => this.running?.abort(), passDeadlineMs);
    const startedAt = performance.now();
    try {
      await this.list({ signal: this.running.signal, until: this.parts.clock.rawNow() + passDeadlineMs });
      this.succeeded();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    } finally {
      clearTimeout(deadline);
      this.running = undefined;
      this.parts.record((performance.now() - startedAt) / 1000);
      this.parts.wake();
    }
  }

  stop(): void {
    this.isStopped = true;
    this.running?.abort();
  }

  private async list(bounds: ListingBounds): Promise<void> {
    const { source, executions, clock } = this.parts;
    const passStartedAt = clock.now();
    const open = await source.open(bounds);
    this.countUnreadable(open.unreadable);
    executions.listed('workflow', open.found, passStartedAt, clock.now());
    this.parts.wake();

    if (clock.rawNow() >= this.standaloneAgainAt) await this.listStandalone(bounds, passStartedAt);

    const fresh = this.closedSince;
    const closed = await source.closed({ since: fresh - closedOverlapMs, fresh }, bounds);
    this.countUnreadable(closed.unreadable);
    executions.foundClosed(closed.found, clock.now());
    const { namespace } = executions;
    if (closed.missed > 0)
      executions.apply([{ kind: 'unexamined', namespace, cause: 'budget', executions: closed.missed }]);
    // Should our clock be ahead, what closes meanwhile lies between the newest instant listed and our now.
    const newest = Math.max(fresh, open.newestInstant ?? fresh, closed.newestInstant ?? fresh);
    this.closedSince = Math.min(Math.max(fresh, passStartedAt), newest);
    executions.forgetFinished(this.closedSince - closedOverlapMs);
  }

  private async listStandalone(bounds: ListingBounds, passStartedAt: Millis): Promise<void> {
    const { source, executions, clock, log } = this.parts;
    const standalone = await source.openStandalone(bounds);
    if (standalone === undefined) {
      if (this.standaloneAgainAt === 0) log.info('the server shows no standalone activities');
      this.standaloneAgainAt = clock.rawNow() + standaloneAgainMs;
      return;
    }
    this.countUnreadable(standalone.unreadable);
    executions.listed('activity', standalone.found, passStartedAt, clock.now());
  }

  private countUnreadable(unreadable: number, cause: UnreadableCause = 'no_execution_id'): void {
    const { executions } = this.parts;
    for (let index = 0; index < unreadable; index++)
      executions.apply([{ kind: 'unreadable', namespace: executions.namespace, cause }]);
  }

  private succeeded(): void {
    const { log, clock, executions } = this.parts;
    if (this.up !== true) log.info({ executions: executions.size }, 'namespace is being watched');
    this.up = true;
    this.lastError = undefined;
    this.lastCompleteAt = clock.rawNow();
  }

  private failed(error: unknown): void {
    if (this.isStopped) return;
    const isLate = this.running?.signal.aborted === true;
    const isOurs = !(error instanceof TemporalError) && !isLate;
    const failure = isLate ? tookTooLong : failureOf(error);
    if (failure.code === 'ENDLESS_PAGES') this.countUnreadable(1, 'endless_pages');
    if (this.up !== false || isOurs)
      this.parts.log[isOurs ? 'error' : 'warn'](
        { err: isOurs ? error : undefined, ...failure },
        'discovery pass failed; will retry',
      );
    this.up = false;
    this.lastError = failure;
  }
}
