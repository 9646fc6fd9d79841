import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { changelogOf, versionProblems } from '../../tools/release/versions.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };

test('package, chart, image, compose file and changelog agree on the version', () => {
  expect(versionProblems(root, `v${version}`)).toEqual([]);
});

test('a tag of another version is refused', () => {
  expect(versionProblems(root, 'v99.0.0')).toEqual([`the tag is v99.0.0, expected v${version}`]);
});

test('the notes of a release are its section of the changelog', () => {
  const notes = changelogOf(root, version);
  expect(notes).toMatch(/^### Added$/m);
  expect(notes).not.toContain('## [');
  expect(notes).not.toContain('https://github.com/deadbeat-io/deadbeat/compare');
});
