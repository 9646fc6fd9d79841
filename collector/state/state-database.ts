import type { Logger } from 'pino';
import type { SavedAccount } from '../model/account/account-data.js';
import { accountOf } from './account-entries.js';
import type { EndedEntries } from './ended-entries.js';
import type { Change, Engine } from './engine.js';
import { openedKey } from './keys.js';
import { LevelEngine } from './level-engine.js';
import { readNamespace } from './namespace-entries.js';
import type { SavedNamespace } from './schema.js';
import type { WasteHistory } from './waste-history.js';

/** One process' hold on its state. */
export class StateDatabase {
  private hasUnreadable = false;

  private constructor(
    readonly path: string,
    readonly engine: Engine,
    /** The series of the account, as they were read. */
    readonly accountEntries: ReadonlyMap<string, string>,
    private readonly log: Logger,
    private readonly unlock: () => Promise<void>,
  ) {}

  /** Opens a complete state of today's version. @throws StateDamaged, and where it cannot be written */
  static async at(path: string, log: Logger, unlock: () => Promise<void>): Promise<StateDatabase> {
    const engine = await LevelEngine.open(path, { isNew: false });
    try {
      const entries = new Map<string, string>();
      for await (const some of engine.read('a')) for (const [key, value] of some) entries.set(key, value);
      // Only a write shows that there is room.
      await engine.write([[openedKey, JSON.stringify(new Date().toISOString())]]);
      return new StateDatabase(path, engine, entries, log, unlock);
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  account(): Required<SavedAccount> {
    return accountOf(this.accountEntries, this.unreadable);
  }

  /** @throws StateDamaged */
  namespace(name: string): Promise<SavedNamespace | undefined> {
    return readNamespace(this.engine, name, this.unreadable);
  }

  async restorePast(history: WasteHistory, ended: EndedEntries, now: number): Promise<void> {
    await history.restore(this.engine, now);
    await ended.restore(this.engine);
  }

  write(changes: readonly Change[]): Promise<void> {
    return this.engine.write(changes);
  }

  async close(): Promise<void> {
    await this.engine.close();
    await this.unlock();
  }

  private readonly unreadable = (key: string): void => {
    if (!this.hasUnreadable)
      this.log.error(
        { stateFile: this.path, key },
        'an entry of the state cannot be read; it and all others of this kind are left out',
      );
    this.hasUnreadable = true;
  };
}
