import { setTimeout as pause } from 'node:timers/promises';
import { heartbeat, sleep } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';

/** Careless: when the network to its worker freezes, its worker can no longer report, and the server does not notice. */
export async function mirrorFiles(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let file = 1; file <= 10; file++) await pause(seconds(1));
}

/** Careful: no heartbeat comes through a frozen network either. */
export async function mirrorFilesWithHeartbeats(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let file = 1; file <= 10; file++) {
    heartbeat(file);
    await sleep(seconds(1));
  }
}
