import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

export async function cancelled(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { importOrders } = proxyActivities<typeof activities>({
    taskQueue: 'cancelled',
    startToCloseTimeout: seconds(120),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(1), () => importOrders(input));
}

export async function cancelledWithHeartbeats(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { importOrdersWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'cancelled-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(1), () => importOrdersWithHeartbeats(input));
}
