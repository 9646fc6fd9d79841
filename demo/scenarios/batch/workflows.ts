import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type Scene, timesOf } from '../../scene.js';
import { allOf, cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

const parts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

export async function batch(scene: Scene): Promise<Ending> {
  const { seconds } = timesOf(scene);
  const { convertVideos } = proxyActivities<typeof activities>({
    taskQueue: 'batch',
    startToCloseTimeout: seconds(120),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(20), () => allOf(parts.map((part) => convertVideos(scene, part))));
}

export async function batchWithHeartbeats(scene: Scene): Promise<Ending> {
  const { seconds } = timesOf(scene);
  const { convertVideosWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'batch-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(20), () => allOf(parts.map((part) => convertVideosWithHeartbeats(scene, part))));
}
