import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

/** TRY_CANCEL, the default of the Go, Java and Python SDKs: asks, does not wait, and closes. */
export async function orphan(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { warmCaches } = proxyActivities<typeof activities>({
    taskQueue: 'orphan',
    startToCloseTimeout: seconds(120),
    cancellationType: ActivityCancellationType.TRY_CANCEL,
  });
  return cancelAfter(seconds(10), () => warmCaches(input));
}

/** Waits until the activity has heard, and ended. */
export async function orphanAwaited(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { warmCachesWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'orphan-awaited',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(10), () => warmCachesWithHeartbeats(input));
}
