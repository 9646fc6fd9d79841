import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const prefix = 'deadbeat-tests-';

/**
 * From now on this process and its children have their temporary files in a folder of their own.
 * @returns what removes them all, also those of a test that ended before it could clear up
 */
export function keepTemporaryFilesTogether(): () => void {
  const now = tmpdir();
  // Each project of a run has a folder; one within another would make paths too long for the sockets in them.
  const folder = mkdtempSync(join(basename(now).startsWith(prefix) ? dirname(now) : now, prefix));
  // Some programs run as another user.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** A global set-up of vitest. */
export default keepTemporaryFilesTogether;
