import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Child, startChild } from '../../../tools/child.js';
import { freePort } from '../../../tools/free-ports.js';
import { part } from '../../../tools/parts.js';
import { packLinux, packNpm } from '../../../tools/release/packages.js';
import { waitFor } from '../../../tools/wait-for.js';
import { Exposition } from '../../support/exposition.js';
import { type FrontendProcess, spawnFakeFrontend } from '../../support/fake-frontend/index.js';
import { debian, officialNode } from '../support/debian.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

test('the systemd unit exposes less than 1.5 of 10, and is valid', async () => {
  const unit = join(root, 'deploy/systemd/deadbeat.service');
  const { stdout } = await run('systemd-analyze', ['security', '--offline=yes', '--threshold=15', unit]);
  expect(stdout).toMatch(/Overall exposure level for deadbeat.service: 1\.[0-5] OK/);
});

describe('the Debian package, installed on a Debian that boots with systemd', () => {
  let folder: string;
  let system: string;
  let frontend: FrontendProcess;
  let booted: Child;
  let port: number;
  const metrics = async () => new Exposition(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  const wasted = async () => (await metrics().catch(() => undefined))?.sum('deadbeat_wasted_seconds_total') ?? 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deadbeat-deb-'));
    system = join(folder, 'system');
    mkdirSync(system);
    const packages = join(folder, 'packages');
    const [deb = ''] = (await packLinux(root, await packNpm(root, packages), version, packages)).filter((file) =>
      file.endsWith('.deb'),
    );
    await run('tar', ['xf', await debian('bookworm', 'systemd', ['systemd', 'systemd-sysv', 'dbus']), '-C', system]);
    cpSync(await officialNode('22.21.1', folder), join(system, 'usr/bin/node'));
    // Debian's own nodejs is too old, so that the dependency is met by hand.
    await run('dpkg', [`--root=${system}`, '--force-depends', '--force-script-chrootless', '-i', deb]);

    frontend = await spawnFakeFrontend({ executions: 50, running: 20, cancelRequested: 10 });
    port = await freePort();
    const settings = [`TEMPORAL_ADDRESS=${frontend.address}`, `DEADBEAT_LISTEN=127.0.0.1:${port}`];
    appendFileSync(join(system, 'etc/default/deadbeat'), `${settings.join('\n')}\n`);
    await run('systemctl', [`--root=${system}`, 'enable', 'deadbeat.service']);
    const boot = ['-q', '-D', system, '--register=no', '--keep-unit', '--kill-signal=SIGRTMIN+4', '-b'];
    booted = await startChild(await part('systemd-nspawn'), boot, {
      what: 'a Debian with Deadbeat',
      folder,
      ready: async () => (await metrics()).sum('deadbeat_up') === 1,
      killAfterMs: 30_000,
    });
  });
  afterAll(async () => {
    await booted?.stop();
    await frontend?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is watched by its service, which saves its state as a user of its own', async () => {
    await waitFor(async () => (await wasted()) > 0, { what: 'wasted seconds', deadlineMs: 60_000, everyMs: 200 });
    const saved = () => readdirSync(join(system, 'var/lib/private/deadbeat'));
    await waitFor(() => saved().length > 0, { what: 'a saved state', deadlineMs: 30_000, everyMs: 200 });
    const uid = Number(/^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${serviceProcess()}/status`, 'utf8'))?.[1]);
    expect(uid).toBeGreaterThan(0);
  });

  test('is started again when it is killed, and continues from what it had counted', async () => {
    const before = await wasted();
    const killed = serviceProcess();
    process.kill(killed, 'SIGKILL');
    const isBack = async () => serviceProcess() !== killed && (await wasted()) >= before;
    await waitFor(isBack, { what: 'the service to be back with its totals', deadlineMs: 60_000, everyMs: 200 });
  });

  /** As this machine numbers it; 0 while there is none. */
  function serviceProcess(): number {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        if (words[0]?.endsWith('node') && environment.includes(`DEADBEAT_LISTEN=127.0.0.1:${port}`)) return Number(pid);
      } catch {
        // It has ended meanwhile.
      }
    }
    return 0;
  }
});
