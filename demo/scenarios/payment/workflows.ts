import { proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import type * as activities from './activities.js';

export async function payment(input: ScenarioInput): Promise<string> {
  const { seconds } = timesOf(input);
  const { settlePayments } = proxyActivities<typeof activities>({
    taskQueue: 'payment',
    startToCloseTimeout: seconds(120),
    retry: { initialInterval: seconds(1) },
  });
  await settlePayments(input);
  return 'completed';
}

export async function paymentWithHeartbeats(input: ScenarioInput): Promise<string> {
  const { seconds } = timesOf(input);
  const { settlePaymentsWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'payment-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
  });
  await settlePaymentsWithHeartbeats(input);
  return 'completed';
}
