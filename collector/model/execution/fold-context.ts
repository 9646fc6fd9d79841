import type { Millis, RunningActivity } from '../activity/activity.js';
import type { Limits } from '../activity/reason.js';
import type { WorkerState } from '../workers/workers.js';

/** What a description is judged by, besides itself and what was known before. */
export type FoldContext = Readonly<{
  limits: Limits;
  /** Executions that started before this instant are in the account from their first description on, others from their start. */
  accountSince: Millis;
  workerOf: (activity: RunningActivity) => WorkerState;
}>;
