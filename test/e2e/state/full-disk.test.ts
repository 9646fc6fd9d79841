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
  const opening = StateFile.open(join(folder, 'state.json'), pino({ level: 'silent' }));
  await expect(opening).rejects.toThrow(new StateFileUnusable('ENOSPC: no space left on device, write'));
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});
