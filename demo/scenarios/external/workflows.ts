import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type Scene, timesOf } from '../../scene.js';
import { cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

export async function external(scene: Scene): Promise<Ending> {
  const { seconds } = timesOf(scene);
  const { askForQuotes } = proxyActivities<typeof activities>({
    taskQueue: 'external',
    startToCloseTimeout: seconds(120),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(10), () => askForQuotes(scene));
}

export async function externalWithHeartbeats(scene: Scene): Promise<Ending> {
  const { seconds } = timesOf(scene);
  const { askForQuotesWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'external-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(10), () => askForQuotesWithHeartbeats(scene));
}
