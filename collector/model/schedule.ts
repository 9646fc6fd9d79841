import type { Millis } from './activity.js';
import { type Execution, type Phase, phaseOf } from './execution.js';

/** How long after a look the next one is due. An execution that has closed is looked at once more, then never again. */
export const lookEveryMs: Readonly<Record<Exclude<Phase, 'new' | 'closed'>, number>> = {
  cancel_requested: 2_000,
  active: 5_000,
  idle: 5_000,
};

/** The instant at which an execution should be looked at again; undefined: never. */
export function schedule(execution: Execution, now: Millis): Millis | undefined {
  const phase = phaseOf(execution);
  if (phase === 'closed') return undefined;
  if (phase === 'new' || execution.lookedAt === undefined) return now;
  return execution.lookedAt + lookEveryMs[phase];
}

/** What is done first when the budget does not allow everything that is due. */
export const urgencies = ['new', 'cancel_requested', 'active', 'history', 'idle', 'closed'] as const;
export type Urgency = (typeof urgencies)[number];
