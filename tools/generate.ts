import { readFileSync, writeFileSync } from 'node:fs';
import { metricsDocument } from '../collector/metrics-document.js';
import { configurationDocument } from '../collector/settings/help.js';

type Generator = readonly [path: string, content: () => string | Promise<string>];

/** Every committed file that code writes, relative to the root of the project. */
const generators: readonly Generator[] = [
  ['docs/configuration.md', configurationDocument],
  ['docs/metrics.md', metricsDocument],
];

/** `tsx tools/generate.ts` writes them; with `--check` it only names those that differ, and fails if there are any. */
const check = process.argv.includes('--check');
const root = new URL('../', import.meta.url);

function committed(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, root), 'utf8');
  } catch {
    return undefined;
  }
}

for (const [path, content] of generators) {
  const fresh = await content();
  if (committed(path) === fresh) continue;
  if (check) {
    console.error(`${path} is stale; run: npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(new URL(path, root), fresh);
    console.log(`wrote ${path}`);
  }
}
