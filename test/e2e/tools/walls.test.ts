import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { walls } from '../../../tools/walls.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-walls-'));
  for (const file of ['biome.json', 'biome.walls.json']) copyFileSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The rules that a file with these imports breaks, in a project that has the linter's configuration alone. */
async function brokenBy(files: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  for (const [path, imports] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const lines = imports.map((from) => `export type { A } from '${from}';\n`);
    writeFileSync(join(folder, path), `export const b = 1;\n${lines.join('')}`);
  }
  const args = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', ...Object.keys(files)];
  const report = await new Promise<string>((done) => {
    execFile(join(root, 'node_modules/.bin/biome'), args, { cwd: folder }, (_error, stdout) => done(stdout));
  });
  const { diagnostics } = JSON.parse(report) as { diagnostics: { category: string }[] };
  return diagnostics.map(({ category }) => category).filter((one) => /Import/.test(one));
}

const restricted = 'lint/style/noRestrictedImports';
const names = walls.map(({ folder: name }) => name);
const forbidden = walls.flatMap(({ folder: from, from: allowed, packages, node }) => {
  const others = names.filter((to) => to !== from && !allowed.some((one) => one === to || one.startsWith(`${to}/`)));
  return [
    ...others.map((to) => [from, `${to}/x.js`] as const),
    ...(packages.includes('yaml') ? [] : [[from, 'yaml'] as const]),
    ...(node ? [] : [[from, 'node:fs'] as const]),
    [from, 'main.js'] as const,
  ];
});

it('lint fails on every import that the table of docs/architecture.md does not have', async () => {
  const missed: string[] = [];
  const files: Record<string, readonly string[]> = {};
  for (const [from, to] of forbidden) {
    const isOurs = to.endsWith('.js');
    const name = to.replaceAll(/\W/g, '-');
    files[`collector/${from}/${name}.ts`] = [isOurs ? `../${to}` : to];
    files[`collector/${from}/below/${name}.ts`] = [isOurs ? `../../${to}` : to];
  }
  const broken = await brokenBy(files);
  if (broken.length !== Object.keys(files).length)
    for (const [path, imports] of Object.entries(files))
      if (!(await brokenBy({ [path]: imports })).includes(restricted)) missed.push(`${path}: ${imports}`);
  expect(missed).toEqual([]);
  expect(broken).toEqual(Object.keys(files).map(() => restricted));
});

it('lint accepts what the table has', async () => {
  const files = Object.fromEntries(
    walls.map(({ folder: from, from: allowed, packages, node }) => {
      const sources = allowed.map((one) =>
        /^[a-z]+$/.test(one) && names.includes(one) ? `../${one}/x.js` : `../${one}.js`,
      );
      return [
        `collector/${from}/allowed.ts`,
        [...sources, ...packages, ...(node ? ['node:fs/promises'] : []), './x.js'],
      ];
    }),
  );
  expect(await brokenBy(files)).toEqual([]);
});

it.each([
  ['collector/errors.ts', './settings/table.js'],
  ['collector/collect.ts', '../tools/wait-for.js'],
  ['alerts/x.ts', '../collector/watch/passes.js'],
  ['alerts/rules/x.ts', '../../dashboards/x.js'],
  ['dashboards/x.ts', '../collector/settings/table.js'],
  ['demo/x/x.ts', '../../test/support/x.js'],
  ['tools/x.ts', '../test/support/x.js'],
])('lint fails when %s imports %s', async (path, from) => {
  expect(await brokenBy({ [path]: [from] })).toEqual([restricted]);
});

it('lint fails on an import cycle, of types too', async () => {
  const cycle = { 'demo/one.ts': ['./two.js'], 'demo/two.ts': ['./one.js'] };
  expect(await brokenBy(cycle)).toEqual(Array(2).fill('lint/suspicious/noImportCycles'));
});
