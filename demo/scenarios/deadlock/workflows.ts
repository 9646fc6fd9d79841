import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { allOf, cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

/** After a minute a user cancels. */
export async function deadlock(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { transfer } = proxyActivities<typeof activities>({
    taskQueue: 'deadlock',
    startToCloseTimeout: seconds(120),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(60), () =>
    allOf([transfer(input, 'savings', 'checking'), transfer(input, 'checking', 'savings')]),
  );
}

/** The server notices the silence long before that. The retry leaves the first attempt time to give back its locks. */
export async function deadlockWithHeartbeats(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { transferWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'deadlock-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: '7s' },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(60), () =>
    allOf([transferWithHeartbeats(input, 'savings', 'checking'), transferWithHeartbeats(input, 'checking', 'savings')]),
  );
}
