import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { StateFile, StateFileUnusable } from '../../../collector/state/state-file.js';

vi.mock('write-file-atomic', () => ({
  default: () => Promise.reject(new Error('ENOSPC: no space left on device, write')),
}));

it('a state file for which there is no room cannot be opened, even if there is none yet', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deadbeat-full-'));
  const path = join(folder, 'state.json');
  const opening = StateFile.open(path, pino({ level: 'silent' }));
  const cause = new Error('ENOSPC: no space left on device, write');
  await expect(opening).rejects.toThrow(new StateFileUnusable(path, cause));
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});
