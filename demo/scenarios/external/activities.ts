import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { type Scene, timesOf } from '../../scene.js';
import { call } from '../call.js';

/** Careless: goes on asking, although nobody waits for the answers any more. */
export async function askForQuotes(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  for (let quote = 1; quote <= 125; quote++) await call(scene, '/quotes-without', seconds(1));
}

/** Careful: the cancellation stops the loop, and the call that is under way too. */
export async function askForQuotesWithHeartbeats(scene: Scene): Promise<void> {
  const { seconds } = timesOf(scene);
  for (let quote = 1; quote <= 125; quote++) {
    heartbeat(quote);
    await call(scene, '/quotes-with', seconds(1), cancellationSignal());
  }
}
