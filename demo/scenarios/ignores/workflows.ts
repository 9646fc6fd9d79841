import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import { cancelAfter, type Ending } from '../cancel-after.js';
import type * as activities from './activities.js';

export async function ignores(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { crawlSites } = proxyActivities<typeof activities>({
    taskQueue: 'ignores',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(10), () => crawlSites(input));
}

export async function listens(input: ScenarioInput): Promise<Ending> {
  const { seconds } = timesOf(input);
  const { crawlSitesAndListen } = proxyActivities<typeof activities>({
    taskQueue: 'listens',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return cancelAfter(seconds(10), () => crawlSitesAndListen(input));
}
