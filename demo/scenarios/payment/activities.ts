import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { call } from '../call.js';

const payments = ['rent', 'power', 'water', 'wages', 'taxes', 'fees'];

/**
 * Careless: after a crash it pays everything once more. The bank recognizes what it has seen, so that nothing is paid
 * twice, but recognising takes as long as paying.
 */
export async function settlePayments(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  for (const payment of payments) await call(input, `/payments-without/${payment}`, seconds(4));
}

/** Careful: remembers in its heartbeats what is paid, and only asks about the rest. */
export async function settlePaymentsWithHeartbeats(input: ScenarioInput): Promise<void> {
  const { seconds } = timesOf(input);
  const paid: string[] = activityInfo().heartbeatDetails ?? [];
  for (const payment of payments.filter((one) => !paid.includes(one))) {
    await call(input, `/payments-with/${payment}`, seconds(4), cancellationSignal());
    paid.push(payment);
    heartbeat(paid);
  }
}
