import { setTimeout as pause } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import { type Scene, timesOf } from '../../scene.js';

/** Careless: when the network to its worker freezes, it is as good as dead, and nobody notices. */
export async function mirrorFiles(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  for (let file = 1; file <= 10; file++) await pause(seconds(1));
}

/** Careful: no heartbeat comes through a frozen network either. */
export async function mirrorFilesWithHeartbeats(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  for (let file = 1; file <= 10; file++) {
    heartbeat(file);
    await sleep(seconds(1));
  }
}
