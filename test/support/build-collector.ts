import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds what `CollectorProcess` starts, as `npm run build` does. @throws Error with the bundler's message */
export function buildCollector(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const args = ['tools/build.mjs', '--out', '.test-build/dist'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the collector cannot be built:\n${stderr}`);
}
