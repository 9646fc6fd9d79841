import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import type * as activities from './activities.js';

export type ActivityName = keyof typeof activities;

export type Case = {
  activity: ActivityName;
  /** How many of them at the same time; 1 unless told. */
  count?: number;
  workMs: number;
  startToCloseMs: number;
  heartbeatTimeoutMs?: number;
  /** Never unless told. */
  cancelAfterMs?: number;
};

/** Runs activities, cancels them, and waits until the server says that they have ended. */
export async function runAndCancel(one: Case): Promise<void> {
  const options = {
    startToCloseTimeout: one.startToCloseMs,
    ...(one.heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeout: one.heartbeatTimeoutMs }),
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { maximumAttempts: 1 },
  } as const;
  const run = proxyActivities<typeof activities>(options)[one.activity];
  const scope = new CancellationScope();
  const all = scope.run(() => Promise.allSettled(Array.from({ length: one.count ?? 1 }, () => run(one.workMs))));
  if (one.cancelAfterMs !== undefined) {
    await sleep(one.cancelAfterMs);
    scope.cancel();
  }
  await all;
}
