import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fillFolder, installOnce } from '../../../tools/install-once.js';
import { cacheFolder } from '../../../tools/parts.js';

const requirements = fileURLToPath(new URL('./requirements.txt', import.meta.url));

/** The folder with Temporal's Python SDK, for PYTHONPATH; brought by pip unless it is there already. */
export async function pythonPackages(): Promise<string> {
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), `python-worker-${version}-${process.arch}`);
  await installOnce({
    lock: `${folder}.lock`,
    isThere: () => existsSync(folder),
    install: () =>
      fillFolder(folder, async (into) => {
        process.stderr.write("deadbeat: python-worker: getting Temporal's Python SDK (about a minute)\n");
        const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:'];
        await promisify(execFile)('python3', [
          ...['-m', 'pip', 'install', ...options],
          ...['--target', into, '--requirement', requirements],
        ]);
      }),
  });
  return folder;
}
