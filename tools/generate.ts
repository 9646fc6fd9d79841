import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `tsx tools/generate.ts`: see generate-files.ts. Where that fails, the compiler usually knows why: it names each table
 * that lacks an entry, whereas tsx runs the code without checking its types.
 */
try {
  await import('./generate-files.js');
} catch (error) {
  const found = typeErrors();
  if (found === undefined) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`deadbeat: nothing was generated (${reason}): correct these types first\n${found}`);
  process.exitCode = 1;
}

function typeErrors(): string | undefined {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', root], { cwd: root, encoding: 'utf8' });
  return status === 0 || stdout === '' ? undefined : stdout;
}
