import { rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { UserError } from '../errors.js';
import { buildState } from './build-state.js';
import { type Entry, StateDamaged } from './engine.js';
import { freeNameBeside, NotOurs, occupantOf, readText } from './location.js';
import { lock } from './lock.js';
import { migrated } from './migrations.js';
import { realPathOf } from './real-path.js';

const jsonVersion = 1;
/** The default of version 0.1. */
const earlierDefault = 'deadbeat-state.json';

/** Makes the state at a path from the JSON file that an earlier version left, if there is one. @returns whether it did */
export async function importJson(path: string, log: Logger): Promise<boolean> {
  const source = await findJson(path);
  if (source === undefined) return false;
  const unlock = source === path ? undefined : await lock(source);
  try {
    const text = await readText(source);
    const version = versionOf(text);
    if (version !== undefined && version > jsonVersion)
      throw new UserError([
        `--state-file: ${source} is a state of version ${version}, which this Deadbeat does not know`,
      ]);
    const kept = await freeNameBeside(source, `v${jsonVersion}`);
    const entries = migrated(asEntries(text), jsonVersion);
    await buildState(path, { entries, putAside: () => rename(source, kept) });
    log.info({ stateFile: path, importedFrom: source, kept }, 'the state of an earlier version was imported');
    return true;
  } catch (error) {
    if (!(error instanceof StateDamaged)) throw error;
    const movedTo = await freeNameBeside(source, 'bad');
    await rename(source, movedTo);
    log.error(
      { stateFile: source, movedTo },
      'the state cannot be read and was moved aside; counting starts from zero',
    );
    return false;
  } finally {
    await unlock?.();
  }
}

/** At the path itself, at PATH.json, or where version 0.1 kept it by default. */
async function findJson(path: string): Promise<string | undefined> {
  const places = [path, `${path}.json`, join(dirname(path), earlierDefault), resolve(earlierDefault)];
  for (const place of places) {
    // A place without a folder has no file; the path itself has been checked where the state is opened.
    const real = place === path ? path : await realPathOf(place).catch(() => undefined);
    if (real !== undefined && (await isJsonAt(real))) return real;
  }
  return undefined;
}

async function isJsonAt(path: string): Promise<boolean> {
  try {
    return (await occupantOf(path)) === 'JSON state';
  } catch (error) {
    if (error instanceof NotOurs) return false;
    throw error;
  }
}

/** Of a file that may be cut off. */
function versionOf(text: string): number | undefined {
  const version = /^\s*\{\s*"format"\s*:\s*"deadbeat-state"\s*,\s*"version"\s*:\s*(\d+)/.exec(text)?.[1];
  return version === undefined ? undefined : Number(version);
}

async function* asEntries(text: string): AsyncIterable<readonly Entry[]> {
  yield [['json', text]];
}
