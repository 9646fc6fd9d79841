import { proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import type * as activities from './activities.js';

export async function report(input: ScenarioInput): Promise<string> {
  const { seconds, minutes } = timesOf(input);
  const { generateLargeReport } = proxyActivities<typeof activities>({
    taskQueue: 'report',
    startToCloseTimeout: minutes(60),
    retry: { initialInterval: seconds(1) },
  });
  await generateLargeReport(input);
  return 'completed';
}

export async function reportWithHeartbeats(input: ScenarioInput): Promise<string> {
  const { seconds, minutes } = timesOf(input);
  const { generateLargeReportWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'report-with-heartbeats',
    startToCloseTimeout: minutes(60),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1) },
  });
  await generateLargeReportWithHeartbeats(input);
  return 'completed';
}
