import { proxyActivities } from '@temporalio/workflow';
import { type Scene, timesOf } from '../../scene.js';
import type * as activities from './activities.js';

export async function payment(scene: Scene): Promise<string> {
  const { seconds } = timesOf(scene);
  const { settlePayments } = proxyActivities<typeof activities>({
    taskQueue: 'payment',
    startToCloseTimeout: seconds(120),
    retry: { initialInterval: seconds(1) },
  });
  await settlePayments(scene);
  return 'completed';
}

export async function paymentWithHeartbeats(scene: Scene): Promise<string> {
  const { seconds } = timesOf(scene);
  const { settlePaymentsWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'payment-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
  });
  await settlePaymentsWithHeartbeats(scene);
  return 'completed';
}
