import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PartName, part } from '../../../tools/parts.js';
import { waitFor } from '../../../tools/wait-for.js';
import { runDeadbeat } from '../../support/collector.js';

const folder = mkdtempSync(join(tmpdir(), 'deadbeat-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function scriptFor(shell: PartName & ('zsh' | 'fish')): Promise<string> {
  const { code, stdout } = await runDeadbeat(['--completion', shell]);
  expect(code).toBe(0);
  const path = join(folder, `deadbeat.${shell}`);
  writeFileSync(path, stdout);
  return path;
}

/** What is typed, and what must appear that was not typed. */
const cases = [
  ['deadbeat sc', 'scan'],
  ['deadbeat --lis', '--listen'],
  ['deadbeat scan --fail', '--fail-on'],
  ['deadbeat scan --fail-on ignor', 'ignoring_cancel'],
  ['deadbeat audit --max', '--max-executions'],
  ['deadbeat audit --html /etc/hostn', '/etc/hostname'],
  ['deadbeat --completion z', 'zsh'],
  ['deadbeat audit --vers', '--version'],
] as const;

describe('fish', () => {
  it.each(cases)('completes %s to %s', async (typed, expected) => {
    const script = await scriptFor('fish');
    const command = `source ${script}; complete -C '${typed}'`;
    const offered = execFileSync(await part('fish'), ['--no-config', '-c', command], { encoding: 'utf8' });
    expect(offered.split('\n').map((line) => line.split('\t')[0])).toEqual([expected, '']);
  });
});

describe('zsh', () => {
  let shell: ChildProcess;
  let screen = '';
  const type = (text: string) => shell.stdin?.write(text);
  const shows = (text: string) => waitFor(() => screen.includes(text), { what: `zsh to show ${text}` });

  beforeAll(async () => {
    const script = await scriptFor('zsh');
    // Completion belongs to the line editor, which needs a terminal.
    shell = spawn('script', ['-qfec', `${await part('zsh')} -f -i`, '/dev/null'], {
      env: { ...process.env, TERM: 'dumb', ZDOTDIR: folder },
    });
    shell.stdout?.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
    });
    type(`autoload -U compinit; compinit -u -D; source ${script}; echo "is"-ready\n`);
    await shows('is-ready');
  });
  afterAll(() => {
    shell.kill();
  });

  it.each(cases)('completes %s to %s', async (typed, expected) => {
    screen = '';
    type(`${typed}\t`);
    await shows(`${typed.slice(0, typed.lastIndexOf(' ') + 1)}${expected}`);
    type('\u0015');
  });
});
