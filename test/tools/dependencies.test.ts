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

test('package-lock.json has a strong hash of every package, and no address that only one network knows', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  const { '': own, ...packages } = lock.packages as Record<string, { integrity?: string; resolved?: string }>;
  expect(own).toMatchObject({ devDependencies });
  for (const [path, { integrity, resolved }] of Object.entries(packages))
    expect([path, integrity, resolved]).toEqual([path, expect.stringMatching(/^sha512-[\w+/]{86}==$/), undefined]);
});
