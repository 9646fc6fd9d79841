import type { Logger } from 'pino';
import type { SelfMetrics } from '../metrics/self-metrics.js';
import type { Account } from '../model/account/account.js';
import { type AccountData, dataOf } from '../model/account/account-data.js';
import type { LiveNamespace } from '../watch/namespace-watch.js';
import type { SavedNamespace } from './schema.js';
import type { StateFile } from './state-file.js';
import { StateText } from './text.js';

const everyMs = 1_000;
/** Marks alone may wait: they only save reading again what has been read. */
const marksEveryMs = 10_000;

export type PublisherParts = Readonly<{
  account: Account;
  file: StateFile | undefined;
  live: () => LiveNamespace[];
  /** Namespaces that are not watched now keep what was saved of them. */
  unwatched: () => SavedNamespace[];
  /** Called before each look at the account, to bring it up to now. */
  update: () => void;
  self: SelfMetrics;
  log: Logger;
  now: () => number;
}>;

/**
 * Saves the account at most once a second, and only then shows it: a counter that was seen is never lost in a crash,
 * which Prometheus would take for a reset.
 */
export class Publisher {
  private data: AccountData;
  private timer: NodeJS.Timeout | undefined;
  private savedChanges = -1;
  private savedAtMs = Number.NEGATIVE_INFINITY;
  private saving: Promise<void> | undefined;
  private failing = false;
  private readonly text = new StateText();

  constructor(private readonly parts: PublisherParts) {
    this.data = dataOf(parts.account);
  }

  published(): AccountData {
    if (this.parts.file !== undefined) return this.data;
    this.parts.update();
    return dataOf(this.parts.account);
  }

  start(): void {
    this.timer = setInterval(() => void this.save(), everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.saving;
    this.savedChanges = -1;
    await this.save();
  }

  private async save(): Promise<void> {
    const { account, update, now, log } = this.parts;
    try {
      update();
    } catch (error) {
      log.error({ err: error }, 'the account could not be brought up to now');
    }
    const isDue = account.changes !== this.savedChanges || now() - this.savedAtMs > marksEveryMs;
    if (this.saving !== undefined || !isDue) return;
    this.saving = this.write();
    await this.saving;
    this.saving = undefined;
  }

  private async write(): Promise<void> {
    const { account, file, live, unwatched, self, log, now } = this.parts;
    const { changes } = account;
    const data = dataOf(account);
    try {
      if (file !== undefined) await file.save(this.text.write(now(), data, live(), unwatched()));
      if (this.failing) log.info('the state file can be written again');
      this.failing = false;
    } catch (error) {
      self.stateFileErrors += 1;
      if (!this.failing) log.error({ err: error }, 'the state file cannot be written; counting goes on unsaved');
      this.failing = true;
    }
    this.data = data;
    this.savedChanges = changes;
    this.savedAtMs = now();
  }
}
