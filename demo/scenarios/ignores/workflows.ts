import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type Scene, timesOf } from '../../scene.js';
import { cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

export async function ignores(scene: Scene): Promise<Ending> {
  const { seconds } = timesOf(scene);
  const { crawlSites } = proxyActivities<typeof activities>({
    taskQueue: 'ignores',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(10), () => crawlSites(scene));
}

export async function listens(scene: Scene): Promise<Ending> {
  const { seconds } = timesOf(scene);
  const { crawlSitesAndListen } = proxyActivities<typeof activities>({
    taskQueue: 'listens',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(10), () => crawlSitesAndListen(scene));
}
