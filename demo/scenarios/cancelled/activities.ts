import { setTimeout as pause } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';

/** Careless: sends nothing to the server, so no answer can carry a cancellation. */
export async function importOrders(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let order = 1; order <= 625; order++) await pause(seconds(0.2));
}

/** Careful: the answer to a heartbeat brings the cancellation, and `sleep` throws as soon as it is there. */
export async function importOrdersWithHeartbeats(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let order = 1; order <= 625; order++) {
    await sleep(seconds(0.2));
    heartbeat(order);
  }
}
