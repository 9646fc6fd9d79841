import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { call } from '../call.js';

/** Careless: continues asking, although the answers are no longer wanted. */
export async function askForQuotes(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let quote = 1; quote <= 125; quote++) await call(input, '/quotes-without', seconds(1));
}

/** Careful: the cancellation stops the loop, and the call that is under way too. */
export async function askForQuotesWithHeartbeats(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (let quote = 1; quote <= 125; quote++) {
    heartbeat(quote);
    await call(input, '/quotes-with', seconds(1), cancellationSignal());
  }
}
