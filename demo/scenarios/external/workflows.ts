import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

export async function external(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { askForQuotes } = proxyActivities<typeof activities>({
    taskQueue: 'external',
    startToCloseTimeout: seconds(120),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(10), () => askForQuotes(input));
}

export async function externalWithHeartbeats(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { askForQuotesWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'external-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(10), () => askForQuotesWithHeartbeats(input));
}
