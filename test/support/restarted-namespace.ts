import { restore } from '../../collector/model/account/account-data.js';
import { atOnce } from '../../collector/model/execution/at-once.js';
import { Workers } from '../../collector/model/workers/workers.js';
import { accountOf } from '../../collector/state/account-entries.js';
import { EndedEntries } from '../../collector/state/ended-entries.js';
import type { Handover } from '../../collector/state/handover.js';
import { readNamespace } from '../../collector/state/namespace-entries.js';
import { PendingChanges } from '../../collector/state/pending-changes.js';
import { restoreNamespace } from '../../collector/state/restore-namespace.js';
import { WasteHistory } from '../../collector/state/waste-history.js';
import { Executions } from '../../collector/watch/executions.js';
import { MemoryEngine } from './memory-engine.js';
import { limits, newAccount, newScheduler, t0 } from './model.js';

const namespace = 'default';

/** What one process after the other knows of a namespace, with a state between them that outlives each. */
export class RestartedNamespace {
  readonly engine = new MemoryEngine();
  account = newAccount();
  executions = this.newExecutions();
  workers = new Workers();
  private pending = this.newPending();

  /** @param everything as at a graceful end: also what may wait */
  async save(everything = false): Promise<void> {
    const { executions } = this;
    const { unsaved, finished, suspects, lateLosses, pushedCancels, orphansCountedUntil } = executions;
    const parts = { namespace, closedSince: t0, accountSince: t0, orphansCountedUntil, pushedCancels };
    const saved = { executions: unsaved, finished: finished.unsaved, suspects: suspects.unsaved };
    const pending = this.pending.take([{ ...parts, ...saved, lateLosses: lateLosses.unsaved }], everything);
    await this.engine.write(atOnce(pending.steps()));
    pending.saved();
  }

  /** What was not saved is gone. */
  async restart(
    now: number,
    handover?: Pick<Handover, 'isOfState' | 'releases' | 'handedOverBefore'>,
    isOurs: (one: Readonly<{ workflowId: string }>) => boolean = () => true,
  ): Promise<void> {
    this.account = newAccount();
    restore(this.account, accountOf(this.accountEntries(), fail));
    this.executions = this.newExecutions();
    this.workers = new Workers();
    this.pending = this.newPending();
    const saved = await readNamespace(this.engine, namespace, fail);
    if (saved !== undefined) restoreNamespace(this.executions, saved, { handover, isOurs, now });
  }

  private newExecutions(): Executions {
    return new Executions(namespace, this.account, newScheduler(), limits, t0);
  }

  private newPending(): PendingChanges {
    const { account } = this;
    const loaded = new Map(this.accountEntries());
    const clocks = { now: () => t0, monotonicMs: () => 0 };
    const past = { history: new WasteHistory(), ended: new EndedEntries(account) };
    return new PendingChanges({ account, loaded, ...past, ...clocks, isSharded: false });
  }

  private accountEntries(): [string, string][] {
    return [...this.engine.entries].filter(([key]) => key.startsWith('a'));
  }
}

function fail(what: unknown): never {
  throw new Error(`not readable: ${JSON.stringify(what)}`);
}
