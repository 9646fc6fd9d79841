import { activityInfo, heartbeat, sleep } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';

/** Careless: waits in a loop that never gives way, for something that never comes; its whole worker stands still. */
export async function awaitUpload(_scene: ScenarioInput): Promise<void> {
  while (!hasArrived()) blockThread(1_000);
}

/** The same bug, but the server notices that the heartbeats stop, and has another worker try. */
export async function awaitUploadWithHeartbeats(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let part = 1; part <= 5; part++) {
    heartbeat(part);
    await sleep(seconds(1));
    while (part === 3 && !hasArrived()) blockThread(1_000);
  }
}

/** A bug that strikes now and then: here in the first attempt. */
function hasArrived(): boolean {
  return activityInfo().attempt > 1;
}

/** As a busy loop would, without the noise of its fan. */
function blockThread(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
