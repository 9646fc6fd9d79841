import type { Logger } from 'pino';
import { finishInSlices } from '../async/slices.js';
import type { SelfMetrics } from '../metrics/self-metrics.js';
import type { Account } from '../model/account/account.js';
import { type AccountData, dataOf } from '../model/account/account-data.js';
import type { UnsavedNamespace } from '../watch/namespace-watch.js';
import type { Change } from './engine.js';
import { markNamespace } from './namespace-entries.js';
import type { Pending, PendingChanges } from './pending-changes.js';

const everyMs = 1_000;
/** A write that takes longer counts as failed for as long as it takes, once for each such time. */
const hangsAfterMs = 4_000;
/** What is written causes the engine to write about as much again: with this rate, at most 1 MB/s in all. */
const bytesPerMs = 400;
const longestPauseMs = 10_000;

export type PublisherParts = Readonly<{
  account: Account;
  /** Where it is saved; undefined: nowhere. */
  saving: Readonly<{ pending: PendingChanges; write: (changes: readonly Change[]) => Promise<void> }> | undefined;
  /** The namespaces that are watched now. */
  unsaved: () => UnsavedNamespace[];
  /** Called each time before the account is read, to bring it up to now. */
  update: () => void;
  self: Pick<SelfMetrics, 'stateFileErrors'>;
  log: Logger;
  monotonicMs: () => number;
}>;

/**
 * Saves the account at most once a second, and only then shows it: a counter that was seen is never lost in a crash,
 * which Prometheus would take for a reset. While it cannot be saved, what is shown stands still.
 */
export class Publisher {
  private data: AccountData;
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> | undefined;
  private underWaySince = 0;
  private toldOfHangs = 0;
  private nextSaveAt = Number.NEGATIVE_INFINITY;
  private isFailing = false;

  constructor(private readonly parts: PublisherParts) {
    this.data = dataOf(parts.account);
  }

  published(): AccountData {
    if (this.parts.saving !== undefined) return this.data;
    this.parts.update();
    return dataOf(this.parts.account);
  }

  start(): void {
    this.timer = setInterval(() => this.tick(), everyMs);
  }

  /** Saves everything once more. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.underWay;
    this.update();
    await this.save(true);
  }

  /** Never throws. */
  tick(): void {
    const { monotonicMs } = this.parts;
    this.update();
    if (this.underWay !== undefined) this.noteHang();
    else if (monotonicMs() >= this.nextSaveAt) {
      this.underWay = this.save(false).finally(() => {
        this.underWay = undefined;
      });
    }
  }

  private update(): void {
    try {
      this.parts.update();
    } catch (error) {
      this.parts.log.error({ err: error }, 'the account could not be brought up to now');
    }
  }

  private async save(everything: boolean): Promise<void> {
    const { saving, unsaved, log, monotonicMs } = this.parts;
    if (saving === undefined) {
      for (const namespace of unsaved()) markNamespace(namespace, 'discard');
      return;
    }
    let pending: Pending | undefined;
    let changes: readonly Change[] = [];
    this.underWaySince = monotonicMs();
    this.toldOfHangs = 0;
    try {
      pending = saving.pending.take(unsaved(), everything);
      changes = await finishInSlices(pending.steps());
      if (changes.length > 0) await saving.write(changes);
      pending.saved();
      this.data = pending.data;
      if (this.isFailing) log.info('the state can be saved again; counters catch up');
      this.isFailing = false;
    } catch (error) {
      pending?.failed();
      this.failed(error, 'the state cannot be saved; counters do not change until it can');
    }
    const pauseMs = Math.min(longestPauseMs, sizeOf(changes) / bytesPerMs);
    this.nextSaveAt = this.underWaySince + pauseMs;
  }

  private noteHang(): void {
    const hangs = Math.floor((this.parts.monotonicMs() - this.underWaySince) / hangsAfterMs);
    if (hangs <= this.toldOfHangs) return;
    this.toldOfHangs = hangs;
    this.failed(undefined, 'the disk does not answer; counters do not change until it does');
  }

  private failed(error: unknown, message: string): void {
    this.parts.self.stateFileErrors += 1;
    if (!this.isFailing) this.parts.log.error(error === undefined ? {} : { err: error }, message);
    this.isFailing = true;
  }
}

function sizeOf(changes: readonly Change[]): number {
  let size = 0;
  for (const [key, value] of changes) size += key.length + (value?.length ?? 0);
  return size;
}
