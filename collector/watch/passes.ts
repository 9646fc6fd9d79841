import type { Logger } from 'pino';
import { type Failure, failureOf, TemporalError } from '../errors.js';
import type { UnreadableCause } from '../model/account/unreadable.js';
import type { Millis } from '../model/activity/activity.js';
import type { Listing, ListingBounds, Source } from '../temporal/source.js';
import type { Executions } from './executions.js';
import type { Reconciliation } from './reconciliation.js';
import type { ServerClock } from './server-clock.js';

/** A pass that takes longer is given up: its calls are aborted and the next one may start. */
const passDeadlineMs = 10 * 60_000;
const tookTooLong: Failure = { method: null, code: 'DEADLINE_EXCEEDED', detail: 'the pass took longer than 10m' };
/** A server without standalone activities may have them after an upgrade. */
const standaloneAgainMs = 10 * 60_000;
/** Executions whose start or close visibility may show late are asked for again. */
const overlapMs = 30_000;

export type PassParts = Readonly<{
  executions: Executions;
  source: Pick<Source, 'open' | 'started' | 'openStandalone' | 'closed'>;
  reconciliation: Reconciliation;
  clock: ServerClock;
  log: Logger;
  /** Duration of every pass, complete or not. */
  record: (seconds: number) => void;
  recordSkipped: () => void;
  wake: () => void;
}>;

/**
 * Discovery of one namespace: a pass lists what has started and what has closed since the last one; the first one lists
 * all that is open. Calls follow what changes, not what exists.
 */
export class Passes {
  /** Of the last pass; undefined before the first ended. */
  up: boolean | undefined;
  lastCompleteAt: Millis | undefined;
  /** When the last complete one began. */
  lastStartedAt: Millis | undefined;
  lastError: Failure | undefined;
  /** Executions that started before this instant are known; undefined before the first complete pass. */
  startsKnownUntil: Millis | undefined;
  private standaloneAgainAt: Millis = 0;
  /** One call lists all that is open: no more than what has started costs. */
  private isOnePage = false;
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
    const rawStartedAt = this.parts.clock.rawNow();
    try {
      await this.list({ signal: this.running.signal, until: Date.now() + passDeadlineMs });
      this.succeeded();
      this.lastStartedAt = rawStartedAt;
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
    const { source, executions, clock, reconciliation } = this.parts;
    const passStartedAt = clock.now();
    const open = await this.listOpen(bounds, passStartedAt);
    this.parts.wake();

    if (clock.rawNow() >= this.standaloneAgainAt) await this.listStandalone(bounds, passStartedAt);

    const fresh = this.closedSince;
    const closed = await source.closed({ since: fresh - overlapMs, fresh }, bounds);
    this.countUnreadable(closed.unreadable);
    const listedShare = closed.found.length / Math.max(1, closed.found.length + closed.missed);
    executions.foundClosed(closed.found, clock.now(), listedShare);
    const { namespace } = executions;
    if (closed.missed > 0)
      executions.apply([{ kind: 'unexamined', namespace, cause: 'budget', executions: closed.missed }]);
    // Should our clock be ahead, what closes meanwhile lies between the newest instant listed and our now.
    const newest = Math.max(fresh, open.newestInstant ?? fresh, closed.newestInstant ?? fresh);
    this.closedSince = Math.min(Math.max(fresh, passStartedAt), newest);
    executions.forgetFinished(Math.min(this.closedSince, reconciliation.namesOpenSince) - overlapMs);
    this.startsKnownUntil = Math.min(Math.max(this.startsKnownUntil ?? 0, passStartedAt), newest);
    if (!this.isOnePage) reconciliation.startIfDue(this.startsKnownUntil - overlapMs);
  }

  private async listOpen(bounds: ListingBounds, passStartedAt: Millis): Promise<Listing> {
    const { source, executions, clock, reconciliation } = this.parts;
    if (this.startsKnownUntil !== undefined && !this.isOnePage) {
      const started = await source.started(this.startsKnownUntil - overlapMs, bounds);
      this.countUnreadable(started.unreadable);
      await executions.started(started.found, clock.now());
      return started;
    }
    let pages = 1;
    const open = await source.open(bounds, async () => {
      pages += 1;
    });
    this.countUnreadable(open.unreadable);
    await executions.listed('workflow', open.found, passStartedAt, clock.now());
    this.isOnePage = pages === 1;
    reconciliation.madeByPass(pages);
    return open;
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
    await executions.listed('activity', standalone.found, passStartedAt, clock.now());
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
