import { rename, rm } from 'node:fs/promises';
import type { Entry } from './engine.js';
import { metaEntry } from './keys.js';
import { LevelEngine } from './level-engine.js';
import { beginFolder, emptyFolder, finishFolder, occupantOf } from './location.js';
import { stateVersion } from './migrations.js';

const portion = 5_000;

export type StateSource = Readonly<{
  entries: AsyncIterable<readonly Entry[]> | Iterable<readonly Entry[]>;
  /** Called when everything is on the disk: puts aside what the entries came from. */
  putAside: () => Promise<void>;
  version?: number;
}>;

/**
 * Makes a state from entries, in a folder beside its path that takes its place once it is complete. After a crash on the
 * way, either the source is still there, or the folder beside is complete (`recoverFolder`).
 */
export async function buildState(
  path: string,
  { entries, putAside, version = stateVersion }: StateSource,
): Promise<void> {
  // The path may be where a volume is mounted: then it cannot be replaced, and is filled where it is.
  const isInPlace = (await occupantOf(path)) === 'empty folder';
  const folder = isInPlace ? path : besidePath(path);
  await beginFolder(folder);
  const engine = await LevelEngine.open(folder, { isNew: true });
  try {
    for await (const some of entries)
      for (let start = 0; start < some.length; start += portion) await engine.write(some.slice(start, start + portion));
    await engine.write([metaEntry(version)]);
  } catch (error) {
    await engine.close();
    await removeUnfinished(folder, isInPlace);
    throw error;
  }
  await engine.close();
  await finishFolder(folder);
  await putAside();
  if (!isInPlace) await rename(folder, path);
}

/** Clears what a crash left, or completes what was nearly done. Only what bears our mark is touched. @throws NotOurs */
export async function recoverFolder(path: string): Promise<void> {
  if ((await occupantOf(path)) === 'unfinished state') await emptyFolder(path);
  const beside = besidePath(path);
  switch (await occupantOf(beside)) {
    case 'state':
      // The crash came between the source's being put aside and the last step, or before.
      if ((await occupantOf(path)) === 'nothing') await rename(beside, path);
      else await rm(beside, { recursive: true });
      break;
    case 'unfinished state':
    case 'empty folder':
      await rm(beside, { recursive: true });
      break;
    case 'nothing':
    case 'JSON state':
      break;
  }
}

async function removeUnfinished(folder: string, isInPlace: boolean): Promise<void> {
  await emptyFolder(folder);
  if (!isInPlace) await rm(folder, { recursive: true });
}

function besidePath(path: string): string {
  return `${path}.new`;
}
