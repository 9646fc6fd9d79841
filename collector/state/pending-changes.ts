import type { Account } from '../model/account/account.js';
import { type AccountData, dataOf } from '../model/account/account-data.js';
import type { UnsavedNamespace } from '../watch/namespace-watch.js';
import { AccountChanges } from './account-entries.js';
import type { EndedEntries } from './ended-entries.js';
import type { Change } from './engine.js';
import { aliveKey, entryKey } from './keys.js';
import { markNamespace, takeNamespace } from './namespace-entries.js';
import type { WasteHistory } from './waste-history.js';

const aliveEveryMs = 5_000;

export type PendingParts = Readonly<{
  account: Account;
  /** The series of the account, as they were read. */
  loaded: ReadonlyMap<string, string>;
  history: WasteHistory;
  ended: EndedEntries;
  now: () => number;
  monotonicMs: () => number;
  /** A shard notes that it runs, though nothing changes: one that was away may have been left out meanwhile. */
  isSharded: boolean;
}>;

/** What one save holds: everything about one instant, so that a restart finds the account and the executions in agreement. */
export type Pending = Readonly<{
  data: AccountData;
  /** Writes them down, with a pause offered now and then; called once. */
  steps: () => Generator<void, readonly Change[]>;
  saved: () => void;
  failed: () => void;
}>;

/** Collects what has changed since it was saved. One of `saved` and `failed` is called before the next is taken. */
export class PendingChanges {
  private readonly accountChanges: AccountChanges;
  private aliveAt = Number.NEGATIVE_INFINITY;
  /** Records of namespaces, as they are saved. */
  private readonly records = new Map<string, string>();
  /** Namespaces that are no longer watched, until that is saved. */
  private readonly leaving = new Map<string, Readonly<{ unsaved: UnsavedNamespace; lastWatchedAt: number }>>();

  constructor(private readonly parts: PendingParts) {
    this.accountChanges = new AccountChanges(parts.loaded);
  }

  /** A namespace is no longer watched; what is not saved of it goes with the next save. */
  leave(unsaved: UnsavedNamespace): void {
    this.leaving.set(unsaved.namespace, { unsaved, lastWatchedAt: this.parts.now() });
  }

  /** What was saved of it is not complete yet. */
  isLeaving(namespace: string): boolean {
    return this.leaving.has(namespace);
  }

  take(watched: readonly UnsavedNamespace[], everything: boolean): Pending {
    const { account, history, ended, now, monotonicMs, isSharded } = this.parts;
    const data = dataOf(account);
    const takenAt = now();
    history.observe(data, takenAt);
    const left = [...this.leaving.values()];
    const when = { monotonicMs: monotonicMs(), everything };
    const taken = [
      ...watched.map((unsaved) => takeNamespace(unsaved, when)),
      ...left.map(({ unsaved, lastWatchedAt }) => takeNamespace(unsaved, { ...when, everything: true, lastWatchedAt })),
    ];
    const records = taken.map(({ record }) => record).filter(([key, value]) => value !== this.records.get(key));
    const ofHistory = history.changesOf(history.unsaved.take(Number.POSITIVE_INFINITY));
    const ofEnded = ended.take();
    const { accountChanges } = this;
    const isAliveDue = isSharded && when.monotonicMs - this.aliveAt >= aliveEveryMs;
    const noteAlive = () => {
      this.aliveAt = when.monotonicMs;
    };
    function* steps() {
      const ofAccount = yield* accountChanges.since(data);
      const news: Change[] = [...ofAccount, ...records, ...ofHistory, ...ofEnded.changes];
      for (const one of taken) for (const change of yield* one.steps()) news.push(change);
      if (news.length === 0 && !isAliveDue && !everything) return [];
      noteAlive();
      news.push([aliveKey, JSON.stringify(takenAt)]);
      return news;
    }
    const namespaces = [...watched, ...left.map(({ unsaved }) => unsaved)];
    return {
      data,
      steps,
      saved: () => {
        this.accountChanges.save(data);
        history.unsaved.saved();
        ofEnded.saved();
        for (const one of namespaces) markNamespace(one, 'saved');
        for (const [key, value] of records) this.records.set(key, value);
        for (const { unsaved } of left) {
          this.leaving.delete(unsaved.namespace);
          this.records.delete(entryKey('n', unsaved.namespace));
        }
      },
      failed: () => {
        history.unsaved.failed();
        for (const one of namespaces) markNamespace(one, 'failed');
      },
    };
  }
}
