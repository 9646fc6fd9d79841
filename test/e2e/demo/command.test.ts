import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BadArguments, readArguments } from '../../../demo/arguments.js';
import { GiveUp, waitFor } from '../../../tools/wait-for.js';
import { standInGrafana } from '../../support/stand-in-grafana.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'test-demo-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The demo as a process whose temporary files all go to `folder`. */
function demo(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: folder, TSX_DISABLE_CACHE: '1', ...environment },
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return { child, output, ended };
}

/** Processes of a demo, its own included: all inherit where temporary files go. Linux only. */
function processesOf(temporaryFolder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${temporaryFolder}\0`);
    } catch {
      return false;
    }
  });
}

function interrupt(child: ChildProcess): void {
  child.kill('SIGINT');
}

/** What is killed with a process may take a moment longer to be gone. */
async function expectNothingLeft(): Promise<void> {
  await waitFor(() => processesOf(folder).length === 0, { what: 'every process to be gone' });
  expect(readdirSync(folder)).toEqual([]);
}

describe('the arguments', () => {
  it.each([
    [['--scenario', 'unheard'], '--scenario: got "unheard", expected cancelled, batch, '],
    [['--for', '3'], '--for: got "3", expected a duration such as 10s'],
    [['--port', '0'], '--port: got "0", expected a number from 1 to 65535'],
    [['--fast'], "Unknown option '--fast'"],
  ])('%j are refused with what is accepted', (args, line) => {
    expect(() => readArguments(args)).toThrow(BadArguments);
    expect(() => readArguments(args)).toThrow(line);
  });

  it('that are refused end the command with exit code 2 and one line', async () => {
    const { code, stdout, stderr } = await demo(['--scenario', 'unheard']).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^deadbeat: --scenario: got "unheard", expected [^\n]+\n$/);
  });

  it('--list names every scenario with what happens in it', async () => {
    const { code, stdout } = await demo(['--list']).ended;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(13);
    expect(stdout).toContain('zombie      Timed out, the code keeps its slot');
  });
});

describe('what cannot start', () => {
  it('is a missing tool: one line says what to do', async () => {
    const { code, stderr } = await demo([], { TEMPORAL_CLI: '/nowhere/temporal' }).ended;
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: 'deadbeat: TEMPORAL_CLI is /nowhere/temporal, but no program is there; correct it or unset it\n',
    });
  });

  it.each(['/nowhere/run.json', '/etc/passwd/run.json', '/'])('is a record at %s: one line says so', async (path) => {
    const { code, stdout, stderr } = await demo(['--record', path]).ended;
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `deadbeat: --record: got "${path}", expected a file in a folder that is there and can be written\n`,
    });
  });

  it('is a port in use: one line names it, and nothing is left', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const { code, stdout, stderr } = await demo(['--scenario', 'cancelled', '--port', String(port)]).ended;
    taken.close();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe(`deadbeat: --port: got "${port}", expected a port of 127.0.0.1 that is free\n`);
    await expectNothingLeft();
  });
});

describe('a run', () => {
  it('with --for runs that long, ends by itself, judges only what is over and leaves nothing behind; without a comparison it does not succeed', async () => {
    const place = mkdtempSync(join(tmpdir(), 'test-grafana-'));
    const path = `${standInGrafana(place).bin}${delimiter}${process.env.PATH}`;
    const args = ['--scenario', 'cancelled', '--for', '30s', '--json'];
    const { code, stdout, stderr } = await demo(args, { PATH: path }).ended;
    rmSync(place, { recursive: true });
    expect(stderr).toContain("Deadbeat's page  http://127.0.0.1:");
    expect(stderr).toContain('Grafana          http://127.0.0.1:');
    expect(stderr).toMatch(/\d cancelled activit(y still runs|ies still run); \d+\.\d s wasted so far/);
    const clocks = [...stderr.matchAll(/^(\d\d:\d\d) {2}/gm)].map(([, clock = '']) => clock);
    expect((clocks.at(-1) ?? '') >= '00:15').toBe(true);
    expect(JSON.parse(stdout)).toMatchObject({
      scenarios: [
        { scenario: 'cancelled', twin: 'without', findings: ['no_heartbeat'] },
        // What it is accused of, the test of the scenarios judges, where heartbeats are not at the mercy of a stall.
        { scenario: 'cancelled', twin: 'with', agrees: true, missed: [] },
      ],
    });
    expect(stderr).toMatch(/│ cancelled .*not judged/);
    expect(stderr).toContain('Nothing could be compared yet');
    expect(code).toBe(1);
    await expectNothingLeft();
  });

  it('whose output is no longer read, as after head, ends quietly and leaves nothing behind', async () => {
    const { child, ended } = demo(['--scenario', 'cancelled']);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 141, stderr: '' });
    await expectNothingLeft();
  });

  it.each([
    ['while it starts', /^Starting/],
    ['while it runs', /cancelled: runs/],
  ])('that is interrupted %s leaves no process and no file behind', async (_when, sign) => {
    const { child, output, ended } = demo(['--scenario', 'cancelled', '--scenario', 'freeze']);
    const isThere = () => {
      if (child.exitCode !== null) throw new GiveUp(`the demo ended: ${output.stderr}`);
      return sign.test(output.stdout);
    };
    await waitFor(isThere, { what: `${sign} in the output`, deadlineMs: 120_000 });
    interrupt(child);
    expect(await ended).toMatchObject({ code: 130, stderr: '' });
    await expectNothingLeft();
  });
});
