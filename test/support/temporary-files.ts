import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * From now on this process and its children have their temporary files in a folder of their own.
 * @returns what removes them all, also those of a test that ended before it could clear up
 */
export function keepTemporaryFilesTogether(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-tests-'));
  // Some programs run as another user.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** A global set-up of vitest. */
export default keepTemporaryFilesTogether;
