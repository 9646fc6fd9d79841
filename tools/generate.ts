import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { alertFiles } from '../alerts/files.js';
import { BadThresholds, readThresholds } from '../alerts/read-thresholds.js';
import { defaultThresholds } from '../alerts/thresholds.js';
import { metricsDocument } from '../collector/metrics-document.js';
import { configurationDocument } from '../collector/settings/help.js';
import { dashboardFiles } from '../dashboards/files.js';
import { scenarioFiles } from '../demo/pages/files.js';

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
    'temporal-ui': { type: 'string' },
    'deadbeat-url': { type: 'string' },
    price: { type: 'string' },
    currency: { type: 'string' },
    /** A file with those numbers of the alert rules that differ: docs/alerts.md lists them. */
    thresholds: { type: 'string' },
  },
});

type Generator = readonly [path: string, content: () => string | Promise<string>];

const { 'datasource-uid': datasourceUid, job, price, currency, thresholds, out } = options;
const { 'temporal-ui': temporalUi, 'deadbeat-url': deadbeatUrl } = options;
const chosen = Object.fromEntries(
  Object.entries({ datasourceUid, job, price, currency, temporalUi, deadbeatUrl }).filter(([, value]) => value),
);

if (out === undefined && (thresholds !== undefined || Object.keys(chosen).length > 0))
  fail([
    '--out: not given, expected the folder to write to when other options are given (. overwrites what is committed)',
  ]);

/** Every committed file that code writes, relative to the root of the project. */
const generators: readonly Generator[] = [
  ['docs/configuration.md', configurationDocument],
  ['docs/metrics.md', metricsDocument],
  ...dashboardFiles({ thresholds: chosenThresholds(), ...chosen }),
  ...alertFiles({ thresholds: chosenThresholds(), ...(datasourceUid && { datasourceUid }), ...(job && { job }) }),
  ...scenarioFiles(),
];

const root = out === undefined ? fileURLToPath(new URL('../', import.meta.url)) : resolve(out);

function committed(path: string): string | undefined {
  try {
    return readFileSync(resolve(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

function chosenThresholds() {
  try {
    return thresholds === undefined ? defaultThresholds : readThresholds(thresholds);
  } catch (error) {
    if (error instanceof BadThresholds) return fail(error.problems);
    throw error;
  }
}

function fail(problems: readonly string[]): never {
  process.stderr.write(problems.map((problem) => `deadbeat: ${problem}\n`).join(''));
  process.exit(2);
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
