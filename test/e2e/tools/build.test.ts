import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

/** Every file below a folder, with a hash of its content. */
function contentsOf(folder: string): Record<string, string> {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((one) =>
    statSync(join(folder, one)).isFile(),
  );
  const hashOf = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  return Object.fromEntries(files.sort().map((file) => [file, hashOf(file)]));
}

it('builds the same bytes wherever and whenever it is built', () => {
  // Hard links need one file system, which the folder for temporary files may not be on.
  const copy = join(root, '.test-build/elsewhere');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  try {
    for (const path of ['collector', 'tools', 'package.json', 'tsconfig.json'])
      cpSync(join(root, path), join(copy, path), { recursive: true });
    execFileSync('cp', ['-al', join(root, 'node_modules'), join(copy, 'node_modules')]);
    const build = (folder: string) => {
      const env = { ...process.env, REVISION: 'a'.repeat(40) };
      execFileSync(process.execPath, ['tools/build.mjs', '--out', join(copy, 'built')], { cwd: folder, env });
      return contentsOf(join(copy, 'built'));
    };
    const here = build(root);
    expect(Object.keys(here)).toContain('deadbeat.js');
    expect(build(copy)).toEqual(here);
    expect(readFileSync(join(copy, 'built/deadbeat.js'), 'utf8')).not.toContain(root);
  } finally {
    rmSync(copy, { recursive: true });
  }
});
