import { setTimeout as pause } from 'node:timers/promises';
import { activityInfo, heartbeat, sleep } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';

/** Careless: heartbeats whatever happens, so to the server all is well while one record is tried for ever. */
export async function migrateRecords(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let record = 1; record <= 20; record++) {
    do {
      heartbeat(record);
      await pause(seconds(1));
    } while (isStuckAt(record));
  }
}

/** Careful: heartbeats only where a record is done, so that no progress shows as silence, and the next attempt continues there. */
export async function migrateRecordsWithHeartbeats(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  const lastDone: number = activityInfo().heartbeatDetails ?? 0;
  for (let record = lastDone + 1; record <= 20; record++) {
    do await sleep(seconds(1));
    while (isStuckAt(record));
    heartbeat(record);
  }
}

/** A bug that strikes now and then: here in the first attempt. */
function isStuckAt(record: number): boolean {
  return record === 12 && activityInfo().attempt === 1;
}
