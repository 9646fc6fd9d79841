import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startFakeFrontend } from '../../support/fake-frontend/index.js';
import { SmallDisk } from '../../support/small-disk.js';
import { tormentState } from '../../support/torment-state.js';

it('no counter is ever behind what was scraped before, whenever the process is killed or the disk is full', async () => {
  const disk = new SmallDisk('16m');
  onTestFinished(() => disk.remove());
  const frontend = await startFakeFrontend();
  onTestFinished(() => frontend.stop());
  const stateFile = join(disk.folder, 'state');
  expect(await tormentState({ frontend, disk, stateFile, kills: 6, fulls: 4, seed: 1 })).toEqual([]);
});
