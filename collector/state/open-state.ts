import { access, chmod, constants, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, UserError } from '../errors.js';
import { buildState, recoverFolder } from './build-state.js';
import { StateDamaged } from './engine.js';
import { importJson } from './import-json.js';
import { freeNameBeside, occupantOf } from './location.js';
import { lock } from './lock.js';
import { type MigrateOptions, migrateState } from './migrate-state.js';
import { realPathOf } from './real-path.js';
import { StateDatabase } from './state-database.js';

/** The state cannot be used at all. */
export class StateFileUnusable extends UserError {
  override readonly name = 'StateFileUnusable';

  constructor(path: string, cause: unknown) {
    const expected = 'a path in a writable folder, for a folder of its own that no other process uses, or none';
    super([`--state-file: got ${JSON.stringify(path)}, expected ${expected} (${messageOf(cause)})`], { cause });
  }
}

/** The start waits for a disk that does not answer, and says so after this time. */
const slowAfterMs = 5_000;
const nothing = { entries: [], putAside: async () => undefined };

/**
 * Opens the state at a path, made from what an earlier version left there if need be.
 * @throws UserError when it cannot be written, is not ours, is newer, or another process uses it
 */
export async function openState(path: string, options: MigrateOptions): Promise<StateDatabase> {
  const warn = () => options.log.error({ stateFile: path }, 'the disk of the state does not answer; waiting for it');
  const slow = setTimeout(warn, slowAfterMs);
  let unlock: (() => Promise<void>) | undefined;
  try {
    // What this process makes from here on is for its user alone.
    process.umask(0o077);
    const realPath = await realPathOf(path);
    await occupantOf(realPath);
    await access(dirname(realPath), constants.W_OK);
    unlock = await lock(realPath);
    return await openLocked(realPath, unlock, options);
  } catch (error) {
    await unlock?.();
    throw error instanceof UserError ? error : new StateFileUnusable(path, error);
  } finally {
    clearTimeout(slow);
  }
}

async function openLocked(path: string, unlock: () => Promise<void>, options: MigrateOptions): Promise<StateDatabase> {
  const { log } = options;
  await recoverFolder(path);
  const isThere = (await occupantOf(path)) === 'state' || (await importJson(path, log));
  if (!isThere) await buildState(path, nothing);
  try {
    await migrateState(path, options);
    await chmod(path, 0o700);
    return await StateDatabase.at(path, log, unlock);
  } catch (error) {
    if (!(error instanceof StateDamaged)) throw error;
    const movedTo = await freeNameBeside(path, 'bad');
    await rename(path, movedTo);
    log.error({ stateFile: path, movedTo }, 'the state cannot be read and was moved aside; counting starts from zero');
    await buildState(path, nothing);
    return await StateDatabase.at(path, log, unlock);
  }
}
