import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'deadbeat-generate-'));
afterAll(() => rmSync(copy, { recursive: true }));

it('npm run generate:check names the tables that lack an entry for a new reason', () => {
  const { stdout: committed } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  const isNeeded = (path: string) => path !== '' && !path.startsWith('test/') && !path.endsWith('.png');
  for (const path of committed.split('\0').filter(isNeeded)) cpSync(join(root, path), join(copy, path));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const file = join(copy, 'collector/model/activity/reason.ts');
  writeFileSync(file, readFileSync(file, 'utf8').replace("  'silent',\n", "  'silent',\n  'sleeping',\n"));

  const check = spawnSync('npm', ['run', '--silent', 'generate:check'], { cwd: copy, encoding: 'utf8' });
  expect(check.status).toBe(1);
  expect(check.stderr).toMatch(/^deadbeat: nothing was generated /);
  expect(check.stderr).toMatch(/^collector\/findings\/findings\.ts\(.*'sleeping' is missing/m);
});
