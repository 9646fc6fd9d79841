import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: root, encoding: 'utf8' });
const json = (path: string) => JSON.parse(readFileSync(`${root}/${path}`, 'utf8'));

/** Undefined where git knows nothing of this folder. */
function head(): string | undefined {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

it('builds a command that runs by itself and knows its version and revision', () => {
  run('npm', 'run', 'build');
  const { bin, version } = json('package.json');
  expect(run(`${root}/${bin.deadbeat}`, '--version')).toBe(`${version}\n`);
  const revision = existsSync(`${root}/dist/revision.json`) ? json('dist/revision.json').revision : undefined;
  expect(revision?.replace(/-changed$/, '')).toBe(head());
});
