import { setTimeout as pause } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import { type Scene, timesOf } from '../../scene.js';

/** Careless: runs on when its workflow is long gone. */
export async function warmCaches(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  for (let cache = 1; cache <= 125; cache++) await pause(seconds(1));
}

export async function warmCachesWithHeartbeats(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  for (let cache = 1; cache <= 125; cache++) {
    heartbeat(cache);
    await sleep(seconds(1));
  }
}
