import { readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { InTurn } from '../async/in-turn.js';
import { inSlices } from '../async/slices.js';
import { codeOf, messageOf } from '../errors.js';
import { type Change, type Engine, type Entry, StateDamaged } from './engine.js';

/** LevelDB writes this much into its log before it makes a table of it: a small volume must hold both. */
const writeBufferBytes = 1024 * 1024;
const portion = 1_000;
/** LevelDB's own notes on its work grow until the next start. */
const notesAtMostBytes = 1024 * 1024;
/** Above every character that a key may have after a prefix: keys are JSON. */
const highest = '\u{10FFFF}';

/** LevelDB. After a failed write it is opened again before the next one: only then does it know what its log holds. */
export class LevelEngine implements Engine {
  private constructor(
    private readonly folder: string,
    private db: ClassicLevel,
    /** What CURRENT held when the database was opened: LevelDB changes it with each opening, and at no other time. */
    private current: string,
    private isBroken = false,
    /** Writes are made one after another: a failed one opens the database again. */
    private readonly writes = new InTurn(),
  ) {}

  /** @throws StateDamaged */
  static async open(folder: string, { isNew }: Readonly<{ isNew: boolean }>): Promise<LevelEngine> {
    const db = await openLevel(folder, isNew);
    return new LevelEngine(folder, db, await readFile(currentIn(folder), 'utf8'));
  }

  write(changes: readonly Change[]): Promise<void> {
    return this.writes.run(() => this.writeNow(changes));
  }

  private async writeNow(changes: readonly Change[]): Promise<void> {
    if (this.isBroken) await this.reopen();
    try {
      const batch = this.db.batch();
      await inSlices(changes, ([key, value]) => {
        if (value === undefined) batch.del(key);
        else batch.put(key, value);
      });
      await batch.write({ sync: true });
      await this.expectOurs();
    } catch (error) {
      this.isBroken = true;
      throw new Error(messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error), {
        cause: error,
      });
    }
  }

  async *read(prefix: string): AsyncIterable<readonly Entry[]> {
    const iterator = this.db.iterator({ gte: prefix, lt: `${prefix}${highest}` });
    try {
      for (;;) {
        const entries = await iterator.nextv(portion);
        if (entries.length === 0) return;
        yield entries;
      }
    } catch (error) {
      throw damageOr(error);
    } finally {
      await iterator.close();
    }
  }

  clear(prefix: string): Promise<void> {
    return this.writes.run(() => this.db.clear({ gte: prefix, lt: `${prefix}${highest}` }));
  }

  async tidy(): Promise<void> {
    const notes = join(this.folder, 'LOG');
    if ((await stat(notes)).size > notesAtMostBytes) await truncate(notes);
  }

  close(): Promise<void> {
    return this.writes.run(() => this.db.close());
  }

  private async reopen(): Promise<void> {
    await this.expectOurs();
    await this.db.close();
    try {
      this.db = await openLevel(this.folder, false);
      this.isBroken = false;
    } finally {
      // An opening that fails may have changed it.
      this.current = await readFile(currentIn(this.folder), 'utf8').catch(() => this.current);
    }
  }

  /** What is written to files that were removed goes nowhere, without an error. @throws where the folder is no longer what was opened */
  private async expectOurs(): Promise<void> {
    const found = await readFile(currentIn(this.folder), 'utf8').catch((error: unknown) => error);
    if (found === this.current) return;
    const fault =
      typeof found === 'string' || codeOf(found) === 'ENOENT' ? 'was removed or replaced' : messageOf(found);
    throw new Error(`${this.folder} ${fault}; put it back, or restart to begin with what is there`);
  }
}

function currentIn(folder: string): string {
  return join(folder, 'CURRENT');
}

async function openLevel(folder: string, isNew: boolean): Promise<ClassicLevel> {
  const db = new ClassicLevel(folder, { createIfMissing: isNew, writeBufferSize: writeBufferBytes });
  try {
    await db.open();
    return db;
  } catch (error) {
    throw damageOr(error);
  }
}

/** LevelDB calls a file that is missing an input or output error, and a database without its first file invalid. */
function damageOr(error: unknown): Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = messageOf(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const isDamaged = code === 'LEVEL_CORRUPTION' || /no such file|does not exist/i.test(message);
  return isDamaged ? new StateDamaged(message, { cause: error }) : new Error(message, { cause: error });
}
