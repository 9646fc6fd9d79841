import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fillFolder, installOnce } from '../../../tools/install-once.js';
import { cacheFolder } from '../../../tools/parts.js';

const source = fileURLToPath(new URL('.', import.meta.url));

/** The class path of the worker; Maven brings Temporal's SDK and javac builds the worker unless both are there already. */
export async function javaClassPath(): Promise<string> {
  const files = ['pom.xml', 'JavaWorker.java'].map((file) => readFileSync(join(source, file)));
  const version = createHash('sha256').update(Buffer.concat(files)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), `java-worker-${version}`);
  await installOnce({
    lock: `${folder}.lock`,
    isThere: () => existsSync(folder),
    install: () =>
      fillFolder(folder, async (into) => {
        process.stderr.write("deadbeat: java-worker: getting Temporal's Java SDK and building it (about a minute)\n");
        const run = promisify(execFile);
        const libraries = join(into, 'lib');
        const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${libraries}`];
        await run('mvn', ['-q', '-B', '-f', join(source, 'pom.xml'), ...copy]);
        await run('javac', ['-d', into, '-cp', `${libraries}/*`, join(source, 'JavaWorker.java')]);
      }),
  });
  return `${folder}:${join(folder, 'lib')}/*`;
}
