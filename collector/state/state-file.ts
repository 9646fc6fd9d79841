import { access, constants, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import writeFileAtomic from 'write-file-atomic';
import { messageOf, UserError } from '../errors.js';
import { lock } from './lock.js';
import { realPathOf } from './real-path.js';
import { emptyState, type State, stateSchema } from './schema.js';

/** The state file cannot be used at all. */
export class StateFileUnusable extends UserError {
  override readonly name = 'StateFileUnusable';

  constructor(path: string, cause: unknown) {
    const expected = 'a file in a writable folder that no other process uses, or none';
    super([`--state-file: got ${JSON.stringify(path)}, expected ${expected} (${messageOf(cause)})`], { cause });
  }
}

/** One process' hold on its state file. */
export class StateFile {
  private constructor(
    readonly path: string,
    /** What the last run left behind; undefined on a clean start. */
    readonly loaded: State | undefined,
    private readonly unlock: () => Promise<void>,
  ) {}

  /** @throws StateFileUnusable when it cannot be written or another process uses it */
  static async open(path: string, log: Logger): Promise<StateFile> {
    let unlock: (() => Promise<void>) | undefined;
    try {
      const realPath = await realPathOf(path);
      await access(dirname(realPath), constants.W_OK);
      unlock = await lock(realPath);
      const loaded = await load(realPath, log);
      const file = new StateFile(realPath, loaded, unlock);
      // Only a write shows that there is room, too.
      await file.save(JSON.stringify(loaded ?? emptyState(Date.now())));
      return file;
    } catch (error) {
      await unlock?.();
      throw new StateFileUnusable(path, error);
    }
  }

  /** Whole or not at all, also when the machine stops meanwhile. */
  async save(text: string | Buffer): Promise<void> {
    await writeFileAtomic(this.path, text);
  }

  async close(): Promise<void> {
    await this.unlock();
  }
}

async function load(path: string, log: Logger): Promise<State | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = stateSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const movedTo = `${path}.bad`;
  await rename(path, movedTo);
  log.error({ stateFile: path, movedTo }, 'the state file cannot be read and was moved aside; counting starts anew');
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
