// npm runs this after `npm ci` in a clone, and after it has cloned the repository for `npm install git+https://…`. An
// install without development dependencies has nothing to build with, and needs no build of its own.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
if (existsSync(`${root}node_modules/esbuild`)) {
  const { build } = await import('./build.mjs');
  await build(`${root}dist`);
}
