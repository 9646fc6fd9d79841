import { cancellationSignal, heartbeat, sleep } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { call } from '../call.js';

/** Careless: the server may time it out, and the call continues. */
export async function exportLedger(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  await call(input, '/ledger-without', seconds(100));
}

/** Careful: allowed as long as the call may take; the heartbeats show that it runs. */
export async function exportLedgerWithHeartbeats(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  const isDone = call(input, '/ledger-with', seconds(100), cancellationSignal()).then(() => true);
  do heartbeat();
  while (!(await Promise.race([isDone, sleep(seconds(1)).then(() => false)])));
}
