import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SeenFiles } from '../../collector/files/seen-files.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-seen-files-'));
  path = join(folder, 'file');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('notices a change that no size or time tells of within a second', () => {
  let nowMs = 0;
  const files = new SeenFiles(
    () => nowMs,
    () => 'always the same',
  );
  writeFileSync(path, 'one');
  files.read(path);
  expect(files.haveChanged()).toBe(false);
  writeFileSync(path, 'two');
  expect(files.haveChanged()).toBe(false);
  nowMs = 1_000;
  expect(files.haveChanged()).toBe(true);
});

it('notices that a file which could not be read now can', () => {
  const files = new SeenFiles();
  expect(() => files.read(path)).toThrow('ENOENT');
  expect(files.haveChanged()).toBe(false);
  writeFileSync(path, '');
  expect(files.haveChanged()).toBe(true);
});

it('a file with the same content is no change, wherever it is', () => {
  const files = new SeenFiles();
  writeFileSync(path, 'one');
  files.read(path);
  rmSync(path);
  writeFileSync(path, 'one');
  expect(files.haveChanged()).toBe(false);
});
