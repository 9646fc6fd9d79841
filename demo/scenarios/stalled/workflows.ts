import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

/** After a minute and a half a user cancels. */
export async function stalled(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { migrateRecords } = proxyActivities<typeof activities>({
    taskQueue: 'stalled',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(90), () => migrateRecords(input));
}

export async function stalledWithHeartbeats(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { migrateRecordsWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'stalled-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(90), () => migrateRecordsWithHeartbeats(input));
}
