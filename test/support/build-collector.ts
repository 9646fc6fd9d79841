import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds what `CollectorProcess` starts. @throws Error with the compiler's words */
export function buildCollector(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const args = ['-p', 'tsconfig.build.json', '--outDir', '.test-build', '--sourceMap', 'false'];
  const { status, stdout } = spawnSync('node_modules/.bin/tsc', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the collector cannot be built:\n${stdout}`);
}
