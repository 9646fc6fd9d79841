import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const file = fileURLToPath(new URL('../../package.json', import.meta.url));
const { dependencies = {}, devDependencies } = JSON.parse(readFileSync(file, 'utf8'));

test('package.json has no dependencies: the bundle holds every package, so each belongs to devDependencies', () => {
  expect(Object.keys(dependencies)).toEqual([]);
});

test('package.json pins every version', () => {
  for (const [name, version] of Object.entries(devDependencies))
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
});
