import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openState } from '../../../collector/state/open-state.js';

const options = { log: pino({ level: 'silent' }) };

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deadbeat-lock-'));
  path = join(folder, 'state');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The lock of a process that was killed. */
function leaveBehind(name: string): void {
  const script = listenScript(name, "process.kill(process.pid, 'SIGKILL')");
  expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL');
}

function listenScript(name: string, then: string): string {
  return `require('net').createServer().listen(${JSON.stringify(join(folder, name))}, () => ${then})`;
}

describe('the hold on a state', () => {
  it('is one process’ alone, until it releases it', async () => {
    const state = await openState(path, options);
    await expect(openState(path, options)).rejects.toThrow('in use by another process');
    await state.close();
    await (await openState(path, options)).close();
  });

  it('ends with its process, however that ended', async () => {
    leaveBehind('.state.lock-0dead0');
    expect(await readdir(folder)).toContain('.state.lock-0dead0');
    await (await openState(path, options)).close();
  });

  it('is one process’ alone when several start at once on what a crash left behind', async () => {
    for (let round = 0; round < 4; round += 1) {
      leaveBehind('.state.lock');
      leaveBehind('.state.lock-0dead0');
      const opened = await Promise.allSettled(Array.from({ length: 4 }, () => openState(path, options)));
      const holders = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(holders).toHaveLength(1);
      expect((await readdir(folder)).filter((name) => name.includes('.lock'))).toHaveLength(1);
      await holders[0]?.close();
    }
  });

  it('is not taken from a process that is frozen', async () => {
    const held = spawn(process.execPath, ['-e', listenScript('.state.lock-0f0f0f', 'console.log(1)')]);
    await new Promise((done) => held.stdout.once('data', done));
    held.kill('SIGSTOP');
    await expect(openState(path, options)).rejects.toThrow('in use by another process');
    held.kill('SIGKILL');
    await new Promise((done) => held.once('close', done));
    await (await openState(path, options)).close();
  });
});
