import type { Effect } from '../account/effect.js';
import { type Activity, isRunning, isSameAttempt, type Millis } from '../activity/activity.js';
import type { Orphan } from '../activity/orphan.js';
import { type Attempt, type Execution, emptyList } from './execution.js';
import type { Fact } from './history.js';
import { smallMap } from './small-map.js';
import type { Step } from './step.js';

type Described = Readonly<{ at: Millis; historyLength: number; activities: readonly Activity[] }>;

/**
 * An execution that another process may have counted counts from the instant at which it is taken over: what was before
 * is in the other's account or in none, and never in both. While that instant lies ahead, nothing of it is counted.
 */
export function takeOver(execution: Execution, { at, historyLength, activities }: Described): Step {
  if (!execution.isHandedOver) return { execution, effects: [] };
  const { isHandedOver: _isHandedOver, takenOverAt = at, ...known } = execution;
  const isAhead = at <= takenOverAt;
  const running = activities.filter(isRunning);
  // What has ended by now, before that instant, is not this process's.
  const kept = [...known.attempts].filter(
    ([, { activity }]) => !isAhead || running.some((one) => isSameAttempt(activity, one)),
  );
  const attempts = new Map(kept.map(([id, attempt]) => [id, takeOverAttempt(attempt, takenOverAt)]));
  const wasWasting = [...known.attempts.values()].some(({ episode }) => episode !== undefined);
  return {
    execution: {
      ...known,
      takenOverAt,
      // History up to here is not this process's; described later than that, it is read, and counted from then on.
      ...(isAhead ? { examinedUpTo: historyLength } : {}),
      attempts,
      openFacts: isAhead ? openFactsOf(known.openFacts, activities) : known.openFacts,
      ending: emptyList,
    },
    effects: wasWasting ? [gapIn(execution)] : [],
  };
}

/**
 * Without the requests to activities that have ended: history will not tell it, and another activity may have the same ID. One that
 * runs without a request is such another one.
 */
function openFactsOf(facts: Execution['openFacts'], activities: readonly Activity[]): Execution['openFacts'] {
  const pending = new Map(activities.map(({ activityId, state }) => [activityId, state]));
  const isOpen = ({ scheduled }: Fact) => (pending.get(scheduled?.activityId ?? '') ?? 'started') !== 'started';
  return smallMap(new Map([...facts].filter(([, fact]) => isOpen(fact))));
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

/** An execution of an earlier run that another process may have counted since then, and counts until `takenOverAt`. */
export function handedOver(execution: Execution, takenOverAt: Millis): Execution {
  const { closedAt, historyLength, orphans } = execution;
  return {
    ...execution,
    isHandedOver: true,
    takenOverAt,
    ending: emptyList,
    // It will not be described again: its history since then is not read.
    ...(closedAt === undefined ? {} : { examinedUpTo: historyLength }),
    orphans: orphans.map((orphan) => orphanFrom(takenOverAt, orphan)),
  };
}

/** Its bound before it was taken over is not counted here. */
export function orphanFrom(takenOverAt: Millis | undefined, orphan: Orphan): Orphan {
  const notBefore = Math.min(takenOverAt ?? orphan.countedUntil, orphan.allowedUntil);
  return { ...orphan, countedUntil: Math.max(orphan.countedUntil, notBefore) };
}

/** Some of its waste lies before it was taken over: another process counted that, or none did. */
export function gapIn({ namespace }: Pick<Execution, 'namespace'>): Effect {
  return { kind: 'unexamined', namespace, cause: 'resharded', executions: 1 };
}

/** The same, said once for each execution. */
export function withGapOnce({ execution, effects }: Step): Step {
  const others = effects.filter((effect) => effect.kind !== 'unexamined' || effect.cause !== 'resharded');
  if (others.length === effects.length) return { execution, effects };
  if (execution.isGapCounted) return { execution, effects: others };
  return { execution: { ...execution, isGapCounted: true }, effects: [...others, gapIn(execution)] };
}
