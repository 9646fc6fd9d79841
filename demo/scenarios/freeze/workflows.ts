import { proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import type * as activities from './activities.js';

export async function freeze(input: ScenarioInput): Promise<string> {
  const { seconds } = timesOf(input);
  const { mirrorFiles } = proxyActivities<typeof activities>({
    taskQueue: 'freeze',
    startToCloseTimeout: seconds(120),
    retry: { initialInterval: seconds(1) },
  });
  await mirrorFiles(input);
  return 'completed';
}

export async function freezeWithHeartbeats(input: ScenarioInput): Promise<string> {
  const { seconds } = timesOf(input);
  const { mirrorFilesWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'freeze-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
  });
  await mirrorFilesWithHeartbeats(input);
  return 'completed';
}
