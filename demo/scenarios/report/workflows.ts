import { proxyActivities } from '@temporalio/workflow';
import { type Scene, timesOf } from '../../scene.js';
import type * as activities from './activities.js';

export async function report(scene: Scene): Promise<string> {
  const { seconds, minutes } = timesOf(scene);
  const { generateLargeReport } = proxyActivities<typeof activities>({
    taskQueue: 'report',
    startToCloseTimeout: minutes(60),
    retry: { initialInterval: seconds(1) },
  });
  await generateLargeReport(scene);
  return 'completed';
}

export async function reportWithHeartbeats(scene: Scene): Promise<string> {
  const { seconds, minutes } = timesOf(scene);
  const { generateLargeReportWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'report-with-heartbeats',
    startToCloseTimeout: minutes(60),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
  });
  await generateLargeReportWithHeartbeats(scene);
  return 'completed';
}
