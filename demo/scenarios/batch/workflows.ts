import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { allOf, cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

const parts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

export async function batch(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { convertVideos } = proxyActivities<typeof activities>({
    taskQueue: 'batch',
    startToCloseTimeout: seconds(120),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(20), () => allOf(parts.map((part) => convertVideos(input, part))));
}

export async function batchWithHeartbeats(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { convertVideosWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'batch-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(20), () => allOf(parts.map((part) => convertVideosWithHeartbeats(input, part))));
}
