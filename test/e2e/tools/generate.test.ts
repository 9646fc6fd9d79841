import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BadOption, readOptions } from '../../../tools/generate-options.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

async function generate(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'tools/generate.ts', ...args], { cwd: root });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
}

describe('npm run generate', () => {
  it.each([
    [['--jobs', 'x'], '--jobs: no such option, expected --check, --out FOLDER, '],
    [['--job'], '--job: no value given, expected --job NAME'],
    [['--job='], '--job: no value given, expected --job NAME'],
    [['--job', '--out', 'x'], '--job: no value given, expected --job NAME'],
    [['--check=1'], '--check: got "1", expected no value'],
    [['dashboards'], 'argument: got "dashboards", expected nothing but --check, '],
    [['--job', 'x'], '--out: not given, expected the folder to write to with --job '],
  ])('refuses %j and says what is accepted', (args, line) => {
    expect(() => readOptions(args)).toThrow(BadOption);
    expect(() => readOptions(args)).toThrow(line);
  });

  it('ends with one line and exit code 2 when it refuses an option, and writes nothing', async () => {
    const { code, stdout, stderr } = await generate('--jobs', 'x');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^deadbeat: --jobs: [^\n]+\n$/);
  });

  it('with --help names every option, and writes nothing', async () => {
    const { code, stdout, stderr } = await generate('--help', '--job', 'x');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const option of [
      '--check',
      '--out FOLDER',
      '--datasource-uid UID',
      '--job NAME',
      '--thresholds FILE',
      '--help',
    ])
      expect(stdout).toContain(`  ${option} `);
    expect(stdout).not.toContain('wrote');
  });
});
