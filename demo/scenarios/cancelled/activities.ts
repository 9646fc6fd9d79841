import { setTimeout as pause } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import { type Scene, timesOf } from '../../scene.js';

/** Careless: says nothing to the server, so the server has no answer in which it could tell of a cancellation. */
export async function importOrders(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  for (let order = 1; order <= 625; order++) await pause(seconds(0.2));
}

/** Careful: the answer to a heartbeat brings the cancellation, and `sleep` throws as soon as it is there. */
export async function importOrdersWithHeartbeats(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  for (let order = 1; order <= 625; order++) {
    await sleep(seconds(0.2));
    heartbeat(order);
  }
}
