import type { Millis } from './activity/activity.js';
import { becomesStaleAt } from './activity/heartbeat.js';
import { type Limits, turningPoints } from './activity/reason.js';
import { type Attempt, type Execution, type Phase, phaseOf } from './execution/execution.js';

/** How long after a look the next one is due. An execution that has closed is looked at once more, then never again. */
export const describeEveryMs: Readonly<Record<Exclude<Phase, 'new' | 'closed'>, number>> = {
  cancel_requested: 2_000,
  active: 5_000,
  idle: 5_000,
};

/** The instant at which an execution should be looked at again; undefined: never. */
export function schedule(execution: Execution, now: Millis, limits: Limits): Millis | undefined {
  const phase = phaseOf(execution);
  if (phase === 'closed') return undefined;
  if (phase === 'new' || execution.describedAt === undefined) return now;
  let next = execution.describedAt + describeEveryMs[phase];
  for (const attempt of execution.attempts.values())
    for (const turn of turnsOf(attempt, limits)) if (turn > execution.describedAt) next = Math.min(next, turn);
  // However our clock was set meanwhile.
  return Math.min(next, now + describeEveryMs[phase]);
}

/** The instants just after which an attempt that stays as it is would be judged differently. */
function turnsOf({ activity, episode }: Attempt, limits: Limits): Millis[] {
  const staleAt = becomesStaleAt(activity, limits);
  const turns = episode === undefined ? (staleAt ?? []) : turningPoints(activity, episode, limits);
  return [turns].flat().map((turn) => turn + justAfterMs);
}

const justAfterMs = 1;

/** How urgent the next look at an execution is. */
export function urgencyOf(execution: Execution): Urgency {
  const phase = phaseOf(execution);
  if (phase !== 'new') return phase;
  if (execution.foundClosed) return 'closed';
  // Left behind by an earlier run.
  return execution.attempts.size > 0 ? 'cancel_requested' : 'new';
}

/** The request's time and the end of what was cancelled are urgent; the rest of history only completes the account. */
export function historyUrgencyOf(execution: Execution): Urgency {
  const isAwaited =
    execution.ending.some(({ historyAsked }) => !historyAsked) || phaseOf(execution) === 'cancel_requested';
  return isAwaited ? 'cancel_requested' : 'history';
}

/** What is done first when the budget does not allow everything that is due: only looks count waste while it grows. */
export const urgencies = ['cancel_requested', 'new', 'active', 'history', 'idle', 'closed'] as const;
export type Urgency = (typeof urgencies)[number];
