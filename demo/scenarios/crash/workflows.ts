import { proxyActivities } from '@temporalio/workflow';
import { type Scene, timesOf } from '../../scene.js';
import type * as activities from './activities.js';

export async function crash(scene: Scene): Promise<string> {
  const { seconds } = timesOf(scene);
  const { sendInvoices } = proxyActivities<typeof activities>({
    taskQueue: 'crash',
    startToCloseTimeout: seconds(120),
    retry: { initialInterval: seconds(1) },
  });
  await sendInvoices(scene);
  return 'completed';
}

export async function crashWithHeartbeats(scene: Scene): Promise<string> {
  const { seconds } = timesOf(scene);
  const { sendInvoicesWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'crash-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
  });
  await sendInvoicesWithHeartbeats(scene);
  return 'completed';
}
