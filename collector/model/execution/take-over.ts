import type { Effect } from '../account/effect.js';
import type { Activity, Millis } from '../activity/activity.js';
import { type Attempt, type Execution, emptyList } from './execution.js';

type Described = Readonly<{ at: Millis; historyLength: number; activities: readonly Activity[] }>;
type TakenOver = Readonly<{ execution: Execution; effects: readonly Effect[] }>;

/**
 * An execution that another process may have counted meanwhile counts from its first description here: what was before
 * is in the other's account or in none, and never in both.
 */
export function takeOver(execution: Execution, { at, historyLength, activities }: Described): TakenOver {
  if (!execution.isHandedOver) return { execution, effects: [] };
  const { isHandedOver: _isHandedOver, ...known } = execution;
  const attempts = new Map([...known.attempts].map(([id, attempt]) => [id, takeOverAttempt(attempt, at)]));
  const isWasting = activities.some(({ state }) => state === 'cancel_requested');
  const { namespace } = execution;
  return {
    execution: { ...known, takenOverAt: at, examinedUpTo: historyLength, attempts, ending: emptyList },
    effects: isWasting ? [{ kind: 'unexamined', namespace, cause: 'resharded', executions: 1 }] : [],
  };
}

/** What was counted of it stays in the account; from here on it is counted as if it had begun now. */
function takeOverAttempt({ episode, lost, ...attempt }: Attempt, at: Millis): Attempt {
  return {
    ...attempt,
    ...(episode === undefined
      ? {}
      : { episode: { ...episode, lostMs: 0, countedFrom: at, countedUntil: at, notBefore: at } }),
    ...(lost === undefined ? {} : { lost: { ...lost, countedUntil: Math.max(lost.countedUntil, at) } }),
  };
}

/** An execution of an earlier run that another process may have counted since then. */
export function handedOver(execution: Execution, now: Millis): Execution {
  const { closedAt, historyLength, orphans } = execution;
  return {
    ...execution,
    isHandedOver: true,
    ending: emptyList,
    // It will not be described again: its history since then is not read.
    ...(closedAt === undefined ? {} : { examinedUpTo: historyLength }),
    orphans: orphans.map((orphan) => ({
      ...orphan,
      countedUntil: Math.max(orphan.countedUntil, Math.min(now, orphan.allowedUntil)),
    })),
  };
}
