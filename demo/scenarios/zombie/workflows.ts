import { proxyActivities } from '@temporalio/workflow';
import { type ScenarioInput, timesOf } from '../../scenario-input.js';
import type * as activities from './activities.js';

/** A short start-to-close timeout, to notice crashes soon: it strikes the slow call instead, three times. */
export async function zombie(input: ScenarioInput): Promise<string> {
  const { seconds } = timesOf(input);
  const { exportLedger } = proxyActivities<typeof activities>({
    taskQueue: 'zombie',
    startToCloseTimeout: seconds(10),
    retry: { initialInterval: seconds(1), backoffCoefficient: 1, maximumAttempts: 3 },
  });
  await exportLedger(input);
  return 'completed';
}

/** Crashes are what the heartbeat timeout is for. */
export async function zombieAverted(input: ScenarioInput): Promise<string> {
  const { seconds } = timesOf(input);
  const { exportLedgerWithHeartbeats } = proxyActivities<typeof activities>({
    taskQueue: 'zombie-averted',
    startToCloseTimeout: seconds(120),
    heartbeatTimeout: seconds(10),
    retry: { initialInterval: seconds(1), backoffCoefficient: 1, maximumAttempts: 3 },
  });
  await exportLedgerWithHeartbeats(input);
  return 'completed';
}
