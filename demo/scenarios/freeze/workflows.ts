import { proxyActivities } from '@temporalio/workflow';
import { type Scene, timesOf } from '../../scene.js';
import type * as activities from './activities.js';

export async function freeze(scene: Scene): Promise<string> {
  const { seconds } = timesOf(scene);
  const { mirrorFiles } = proxyActivities<typeof activities>({
    taskQueue: 'freeze',
    startToCloseTimeout: seconds(120),
    retry: { initialInterval: seconds(1) },
  });
  await mirrorFiles(scene);
  return 'completed';
}

export async function freezeWithHeartbeats(scene: Scene): Promise<string> {
  const { seconds } = timesOf(scene);
  const { mirrorFilesWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'freeze-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
  });
  await mirrorFilesWithHeartbeats(scene);
  return 'completed';
}
