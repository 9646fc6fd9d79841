import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

/** After a minute a user cancels. */
export async function loop(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { awaitUpload } = proxyActivities<typeof activities>({
    taskQueue: 'loop',
    startToCloseTimeout: seconds(120),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(60), () => awaitUpload(input));
}

export async function loopWithHeartbeats(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { awaitUploadWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'loop-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(60), () => awaitUploadWithHeartbeats(input));
}
