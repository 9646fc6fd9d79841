import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type Scene, timesOf } from '../../scene.js';
import { cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

export async function cancelled(scene: Scene): Promise<Ending> {
  const { seconds } = timesOf(scene);
  const { importOrders } = proxyActivities<typeof activities>({
    taskQueue: 'cancelled',
    startToCloseTimeout: seconds(120),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(1), () => importOrders(scene));
}

export async function cancelledWithHeartbeats(scene: Scene): Promise<Ending> {
  const { seconds } = timesOf(scene);
  const { importOrdersWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'cancelled-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(1), () => importOrdersWithHeartbeats(scene));
}
