import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { metricsDocument } from '../collector/metrics-document.js';
import { configurationDocument } from '../collector/settings/help.js';
import { dashboardFiles } from '../dashboards/files.js';

/**
 * `tsx tools/generate.ts` writes the committed files; with `--check` it only names those that differ, and fails if there
 * are any. With `--out` it writes to another folder, which is where the options that change what is generated belong.
 */
const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    out: { type: 'string' },
    /** Picked when a dashboard opens. */
    'datasource-uid': { type: 'string' },
    job: { type: 'string' },
  },
});

type Generator = readonly [path: string, content: () => string | Promise<string>];

const { 'datasource-uid': datasourceUid, job } = options;

/** Every committed file that code writes, relative to the root of the project. */
const generators: readonly Generator[] = [
  ['docs/configuration.md', configurationDocument],
  ['docs/metrics.md', metricsDocument],
  ...dashboardFiles({ ...(datasourceUid && { datasourceUid }), ...(job && { job }) }),
];

const root = options.out === undefined ? fileURLToPath(new URL('../', import.meta.url)) : resolve(options.out);

function committed(path: string): string | undefined {
  try {
    return readFileSync(resolve(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

for (const [path, content] of generators) {
  const fresh = await content();
  if (committed(path) === fresh) continue;
  if (options.check) {
    console.error(`${path} is stale; run: npm run generate`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(resolve(root, path)), { recursive: true });
    writeFileSync(resolve(root, path), fresh);
    console.log(`wrote ${path}`);
  }
}
