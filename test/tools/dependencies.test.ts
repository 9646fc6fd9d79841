import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const packageOf = (folder: string) => JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));

/** Whether the package, or the part of it for this platform, holds compiled code. */
function isNative(name: string): boolean {
  const { optionalDependencies = {} } = packageOf(`node_modules/${name}`);
  return [name, ...Object.keys(optionalDependencies)]
    .map((one) => `${root}node_modules/${one}`)
    .filter(existsSync)
    .some((folder) => readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith('.node')));
}

test('package.json lists under dependencies only what cannot be bundled; all else belongs to devDependencies', () => {
  const { dependencies = {} } = packageOf('.');
  expect(Object.keys(dependencies).filter((name) => !isNative(name))).toEqual([]);
});

test('package.json pins every version', () => {
  const { dependencies = {}, devDependencies } = packageOf('.');
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
});
