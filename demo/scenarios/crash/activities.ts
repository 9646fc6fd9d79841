import { setTimeout as pause } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';

/** Careless: should its worker die, the server notices only at the start-to-close timeout. */
export async function sendInvoices(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let invoice = 1; invoice <= 10; invoice++) await pause(seconds(1));
}

/** Careful: the server notices the silence of a dead worker within the heartbeat timeout, and has another one try. */
export async function sendInvoicesWithHeartbeats(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let invoice = 1; invoice <= 10; invoice++) {
    heartbeat(invoice);
    await sleep(seconds(1));
  }
}
