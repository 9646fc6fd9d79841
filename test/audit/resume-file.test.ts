import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ResumeFile } from '../../collector/audit/resume-file.js';
import { UserError } from '../../collector/errors.js';

const question = { since: 1, until: 2, withOpen: true, query: null, namespaces: ['default'] };
const header = (version: unknown) => `${JSON.stringify({ format: 'deadbeat-audit', version, ...question })}\n`;
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-resume-'));
  path = join(folder, 'audit.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

function refusalOf(content: string): string {
  writeFileSync(path, content);
  let refusal = '';
  try {
    ResumeFile.open(path, question).close();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    refusal = error.message;
  }
  // What it kept may still be of use to the version that wrote it.
  expect(readFileSync(path, 'utf8')).toBe(content);
  return refusal;
}

it('keeps what has been read', () => {
  const first = ResumeFile.open(path, question);
  first.keep('a', []);
  first.close();
  const second = ResumeFile.open(path, { ...question, since: 5, until: 6 });
  expect(second.get('a')).toEqual([]);
  expect(second.question).toMatchObject({ since: 1, until: 2 });
  second.close();
});

it.each([1, 2, 3, 4, 5, 7])('refuses a file of version %s: it holds other figures', (version) => {
  const refusal = refusalOf(header(version));
  expect(refusal).toContain(`--resume: got "${path.replaceAll('\\', '\\\\')}"`);
  expect(refusal).toContain(`by another version of Deadbeat (this one reads format 6, the file has ${version})`);
});

it('refuses what no audit wrote', () => {
  expect(refusalOf('{"a":1}\n')).toContain('expected a new file, or one that an earlier audit wrote');
  expect(refusalOf(header('x'))).toContain('expected a new file, or one that an earlier audit wrote');
});
