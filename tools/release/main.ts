/**
 * `npm run release -- --dry-run [--out FOLDER] [--tag vX.Y.Z]`: everything of the release workflow that needs no account:
 * checks versions, makes all files of a release and rehearses the push of the chart. The workflow runs it first.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { copyBillOfMaterials, packChart, packLinux, packNpm } from './packages.js';
import { rehearseChartPush } from './registry.js';
import { changelogOf, versionProblems } from './versions.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'release') },
    tag: { type: 'string' },
  },
});
if (!values['dry-run']) {
  console.error(
    'deadbeat: releases are published by .github/workflows/release.yml on a tag; here only --dry-run works',
  );
  process.exit(2);
}
const problems = versionProblems(root, values.tag);
if (problems.length > 0) {
  for (const problem of problems) console.error(`deadbeat: ${problem}`);
  process.exit(1);
}
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const out = resolve(values.out);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

console.log(`Release ${version}`);
const tarball = await packNpm(root, out);
const linux = await packLinux(root, tarball, version, out);
const chart = await packChart(root, version, out);
const pushed = await rehearseChartPush(chart);
const files = [tarball, ...linux, chart, copyBillOfMaterials(root, version, out)];
const lines = files.map(
  (file) => `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${basename(file)}`,
);
writeFileSync(join(out, 'SHA256SUMS'), `${lines.join('\n')}\n`);
writeFileSync(join(out, 'NOTES.md'), `${changelogOf(root, version)}\n`);

for (const file of files) console.log(`  ${basename(file).padEnd(36)}${(statSync(file).size / 1e6).toFixed(2)} MB`);
console.log(`  the chart was pushed to a registry and read back: ${/^description: (.*)$/m.exec(pushed)?.[1]}`);
console.log('Only the workflow does: npm publish with provenance, image for amd64 and arm64, push, signatures.');
