import { lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In a folder of ours, the first while the state is being made, the second once it is complete. */
const building = 'DEADBEAT.building';
const complete = 'DEADBEAT';

/** What is at the path of the state. */
export type Occupant = 'nothing' | 'empty folder' | 'unfinished state' | 'state' | 'JSON state';

/** Something that is not ours is there: it is never renamed, replaced or written to. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

/** Opens nothing but a plain file, so that no device or FIFO is touched. @throws NotOurs */
export async function occupantOf(path: string): Promise<Occupant> {
  const found = await lstat(path).catch(undefinedIfMissing);
  if (found === undefined) return 'nothing';
  if (found.isDirectory()) {
    const names = await readdir(path);
    if (names.includes(complete)) return 'state';
    if (names.includes(building)) return 'unfinished state';
    if (names.length === 0) return 'empty folder';
    throw new NotOurs(`${path} is a folder of something else`);
  }
  if (!found.isFile())
    throw new NotOurs(`${path} is ${found.isFIFO() ? 'a FIFO' : found.isSocket() ? 'a socket' : 'a device'}`);
  if (await isJsonState(path)) return 'JSON state';
  throw new NotOurs(`${path} is a file of something else`);
}

/** Whether a plain file begins as Deadbeat's own JSON does. */
async function isJsonState(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return /^\s*\{\s*"format"\s*:\s*"deadbeat-state"/.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Makes a folder that is known as an unfinished state of ours, for this user alone. */
export async function beginFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700, recursive: true });
  await writeFile(join(folder, building), 'Deadbeat is making its state in this folder.\n', { mode: 0o600 });
}

export async function finishFolder(folder: string): Promise<void> {
  const note = 'This folder is the state of Deadbeat (a LevelDB database). Do not change it while Deadbeat runs.\n';
  await writeFile(join(folder, building), note, { mode: 0o600, flush: true });
  await rename(join(folder, building), join(folder, complete));
}

/** Empties a folder that holds an unfinished state. */
export async function emptyFolder(folder: string): Promise<void> {
  const names = await readdir(folder);
  // The mark goes last: until then the folder is known as ours.
  for (const name of names.filter((one) => one !== building)) await rm(join(folder, name), { recursive: true });
  await rm(join(folder, building));
}

/** A name beside `path` that is free: `state.bad`, or `state.bad-2` where that is taken. */
export async function freeNameBeside(path: string, addition: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `${path}.${addition}${number === 1 ? '' : `-${number}`}`;
    if ((await lstat(name).catch(undefinedIfMissing)) === undefined) return name;
  }
}

export async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8');
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
