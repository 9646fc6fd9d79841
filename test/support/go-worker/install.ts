import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fillFolder, installOnce } from '../../../tools/install-once.js';
import { cacheFolder } from '../../../tools/parts.js';

const source = fileURLToPath(new URL('.', import.meta.url));

/** Where it is not, what runs on it can only be skipped. */
export const isGoThere = spawnSync('go', ['version']).status === 0;
if (!isGoThere)
  process.stderr.write('deadbeat: go-worker: no Go toolchain is on PATH; the tests with Go are skipped\n');

/** Path of the worker, built unless it is there already. */
export async function goWorker(): Promise<string> {
  const files = ['main.go', 'go.mod', 'go.sum'].map((file) => readFileSync(join(source, file)));
  const version = createHash('sha256').update(Buffer.concat(files)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), `go-worker-${version}-${process.arch}`);
  await installOnce({
    lock: `${folder}.lock`,
    isThere: () => existsSync(folder),
    install: () =>
      fillFolder(folder, async (into) => {
        process.stderr.write("deadbeat: go-worker: building it with Temporal's Go SDK (up to two minutes)\n");
        await promisify(execFile)('go', ['build', '-o', join(into, 'worker'), '.'], { cwd: source });
      }),
  });
  return join(folder, 'worker');
}
