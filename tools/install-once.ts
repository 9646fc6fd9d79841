import { mkdirSync, mkdtempSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { PartError } from './part-error.js';
import { GiveUp, waitFor } from './wait-for.js';

export type Installation = Readonly<{
  /** A symbolic link whose target is the process id of the holder: made and read in one step each. */
  lock: string;
  isThere(): boolean;
  install(): Promise<void>;
}>;

/** Of several processes that come at once one installs; the others wait and use what it brought. */
export async function installOnce({ lock, isThere, install }: Installation): Promise<void> {
  let isOurs = false;
  const isOver = () => {
    isOurs = !isThere() && takeLock(lock);
    return isOurs || isThere();
  };
  try {
    mkdirSync(dirname(lock), { recursive: true });
    const what = `the process that holds ${lock}`;
    await waitFor(isOver, { what, deadlineMs: 600_000, everyMs: 100 });
    if (!isThere()) await install();
  } catch (error) {
    throw asPartError(error instanceof GiveUp ? error.cause : error, dirname(lock));
  } finally {
    if (isOurs) rmSync(lock, { force: true });
  }
}

/** `fill` gets a new folder beside `folder`, which takes its place only when it is complete. */
export async function fillFolder(folder: string, fill: (into: string) => Promise<void>): Promise<void> {
  const into = mkdtempSync(`${folder}.part-`);
  try {
    await fill(into);
    rmSync(folder, { recursive: true, force: true });
    renameSync(into, folder);
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

function takeLock(lock: string): boolean {
  try {
    symlinkSync(String(process.pid), lock);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw new GiveUp('the lock cannot be made', { cause: error });
    if (!isAlive(holderOf(lock))) rmSync(lock, { force: true });
    return false;
  }
}

function holderOf(lock: string): number | undefined {
  try {
    return Number(readlinkSync(lock));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function asPartError(error: unknown, folder: string): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
      return new PartError(`no space is left in ${folder}`);
    case 'EACCES':
    case 'EROFS':
    case 'ENOTDIR':
      return new PartError(`${folder} cannot be written; set XDG_CACHE_HOME to a folder that can`);
    default:
      return error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
