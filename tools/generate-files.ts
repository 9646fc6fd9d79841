import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alertFiles } from '../alerts/files.js';
import { BadThresholds, readThresholds } from '../alerts/read-thresholds.js';
import { defaultThresholds } from '../alerts/thresholds.js';
import { alertPanels } from '../dashboards/alert-panels.js';
import { dashboardFiles } from '../dashboards/files.js';
import { scenarioFiles } from '../demo/pages/files.js';
import { chartFiles } from '../deploy/helm/files.js';
import { mixinFiles } from '../mixin/files.js';
import { auditSchemaDocument, openApiDocument, planSchemaDocument, scanSchemaDocument } from './documents/api.js';
import { withAuditFields } from './documents/audit.js';
import { bcryptThreadSource } from './documents/bcrypt-thread.js';
import { configurationDocument } from './documents/configuration.js';
import { withLimits } from './documents/limits.js';
import { metricsDocument } from './documents/metrics.js';
import { pageAssets } from './documents/page-assets.js';
import { withSizing } from './documents/performance.js';
import { servedRunbooks } from './documents/runbooks.js';
import { BadOption, readOptions, usage } from './generate-options.js';
import { lintWalls, wallsTable } from './walls.js';

/**
 * `tsx tools/generate.ts` writes the committed files; with `--check` it only names those that differ, and fails if there
 * are any. With `--out` it writes to another folder, which is where the options that change what is generated belong.
 */
const options = optionsOrEnd();
if (options.help) {
  process.stdout.write(usage);
  process.exit(0);
}

type Generator = readonly [path: string, content: () => string | Promise<string>];

const { 'datasource-uid': datasourceUid, job, price, currency, thresholds, out } = options;
const { 'cluster-label': clusterLabel } = options;
const { 'temporal-ui': temporalUi, 'deadbeat-url': deadbeatUrl } = options;
const given = Object.entries({ datasourceUid, job, clusterLabel, price, currency, temporalUi, deadbeatUrl });
const chosen = { thresholds: chosenThresholds(), ...Object.fromEntries(given.filter(([, value]) => value)) };

/** Every committed file that code writes, relative to the root of the project. */
const generators: readonly Generator[] = [
  ['docs/configuration.md', configurationDocument],
  ['docs/metrics.md', metricsDocument],
  ['docs/architecture.md', () => withWalls(committed('docs/architecture.md') ?? '')],
  ['docs/compatibility.md', () => withLimits(committed('docs/compatibility.md') ?? '')],
  ['docs/performance.md', () => withSizing(committed('docs/performance.md') ?? '')],
  ['biome.walls.json', lintWalls],
  ['docs/api/openapi.json', openApiDocument],
  ['collector/web/page/generated/assets.ts', pageAssets],
  ['collector/web/generated/runbooks.ts', servedRunbooks],
  ['collector/web/tls/generated/bcrypt-thread.ts', bcryptThreadSource],
  ['docs/api/scan.schema.json', scanSchemaDocument],
  ['docs/api/audit.schema.json', auditSchemaDocument],
  ['docs/audit.md', () => withAuditFields(committed('docs/audit.md') ?? '')],
  ['docs/api/plan.schema.json', planSchemaDocument],
  ...dashboardFiles(chosen),
  ...alertFiles({ ...chosen, panels: alertPanels() }),
  ...scenarioFiles(),
  ...chartFiles(),
  ...mixinFiles(chosen.thresholds),
];

const root = out === undefined ? fileURLToPath(new URL('../', import.meta.url)) : resolve(out);

function committed(path: string): string | undefined {
  try {
    return readFileSync(resolve(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

/** The document with its import table made again, the rest as it is. */
function withWalls(document: string): string {
  return document.replace(
    /(?<=from tools\/walls\.ts; do not edit\. -->\n).*(?=<!-- end -->)/s,
    `\n${wallsTable()}\n\n`,
  );
}

function optionsOrEnd() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    if (error instanceof BadOption) return fail([error.message]);
    throw error;
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
