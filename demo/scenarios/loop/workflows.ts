import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type Scene, timesOf } from '../../scene.js';
import { cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

/** After a minute somebody loses patience and cancels. */
export async function loop(scene: Scene): Promise<Ending> {
  const { seconds } = timesOf(scene);
  const { awaitUpload } = proxyActivities<typeof activities>({
    taskQueue: 'loop',
    startToCloseTimeout: seconds(120),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(60), () => awaitUpload(scene));
}

export async function loopWithHeartbeats(scene: Scene): Promise<Ending> {
  const { seconds } = timesOf(scene);
  const { awaitUploadWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'loop-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(60), () => awaitUploadWithHeartbeats(scene));
}
