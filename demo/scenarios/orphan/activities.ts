import { setTimeout as pause } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';

/** Careless: keeps running after its workflow has closed. */
export async function warmCaches(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let cache = 1; cache <= 125; cache++) await pause(seconds(1));
}

export async function warmCachesWithHeartbeats(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let cache = 1; cache <= 125; cache++) {
    heartbeat(cache);
    await sleep(seconds(1));
  }
}
