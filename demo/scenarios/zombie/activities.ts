import { cancellationSignal, heartbeat, sleep } from '@temporalio/activity';
import { type Scene, timesOf } from '../../scene.js';
import { call } from '../call.js';

/** Careless: the server may declare its time over, the call goes on. */
export async function exportLedger(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  await call(scene, '/ledger-without', seconds(100));
}

/** Careful: allowed as long as the call may take; that it lives, the heartbeats show. */
export async function exportLedgerWithHeartbeats(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  const isDone = call(scene, '/ledger-with', seconds(100), cancellationSignal()).then(() => true);
  do heartbeat();
  while (!(await Promise.race([isDone, sleep(seconds(1)).then(() => false)])));
}
