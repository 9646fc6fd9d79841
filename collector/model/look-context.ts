import type { Millis, RunningActivity } from './activity.js';
import type { Limits } from './reason.js';
import type { WorkerState } from './workers.js';

/** What a look is judged by, besides itself and what was known before. */
export type LookContext = Readonly<{
  limits: Limits;
  /** Executions that started before this instant are in the account from their first look on, others from their start. */
  accountSince: Millis;
  workerOf: (activity: RunningActivity) => WorkerState;
}>;
