import { proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import type * as activities from './activities.js';

export async function crash(input: ScenarioInput): Promise<string> {
  const { seconds } = timesOf(input);
  const { sendInvoices } = proxyActivities<typeof activities>({
    taskQueue: 'crash',
    startToCloseTimeout: seconds(120),
    retry: { initialInterval: seconds(1) },
  });
  await sendInvoices(input);
  return 'completed';
}

export async function crashWithHeartbeats(input: ScenarioInput): Promise<string> {
  const { seconds } = timesOf(input);
  const { sendInvoicesWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'crash-with-heartbeats',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
  });
  await sendInvoicesWithHeartbeats(input);
  return 'completed';
}
