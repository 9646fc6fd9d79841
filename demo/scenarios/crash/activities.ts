import { setTimeout as pause } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import { type Scene, timesOf } from '../../scene.js';

/** Careless: should its worker die, nobody notices before the start-to-close timeout. */
export async function sendInvoices(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  for (let invoice = 1; invoice <= 10; invoice++) await pause(seconds(1));
}

/** Careful: the server notices the silence of a dead worker within the heartbeat timeout, and has another one try. */
export async function sendInvoicesWithHeartbeats(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  for (let invoice = 1; invoice <= 10; invoice++) {
    heartbeat(invoice);
    await sleep(seconds(1));
  }
}
