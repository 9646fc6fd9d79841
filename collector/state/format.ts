import { type Execution, emptyList, keyOf } from '../model/execution/execution.js';
import { smallMap } from '../model/execution/small-map.js';
import type { Suspect } from '../model/execution/suspect.js';
import type { TimedOut } from '../watch/late-losses.js';
import type { SavedExecution, SavedSuspect, SavedTimedOut } from './schema.js';

/** What a restart needs of an execution; what the next description shows anyway is left out. */
export function saveExecution(execution: Execution): SavedExecution {
  const {
    kind,
    namespace,
    workflowId,
    runId,
    workflowType,
    taskQueue,
    startedAt,
    closedAt,
    historyLength,
    examinedUpTo,
  } = execution;
  const attempts = [...execution.attempts.values()].filter(
    ({ episode, lost, scheduledEventId }) =>
      episode !== undefined || lost !== undefined || scheduledEventId !== undefined,
  );
  return {
    ...{ kind, namespace, workflowId, runId, workflowType, taskQueue, historyLength },
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(execution.deleted ? { deleted: true as const } : {}),
    ...(execution.foundClosed ? { foundClosed: true as const } : {}),
    ...(execution.isHandedOver ? { isHandedOver: true as const } : {}),
    ...(execution.takenOverAt === undefined ? {} : { takenOverAt: execution.takenOverAt }),
    ...(execution.isGapCounted ? { isGapCounted: true as const } : {}),
    ...(examinedUpTo === undefined ? {} : { examinedUpTo }),
    ...(attempts.length === 0 ? {} : { attempts: attempts.map(withoutDetails) }),
    ...(execution.ending.length === 0 ? {} : { ending: execution.ending.map(withoutDetails) }),
    ...(execution.openFacts.size === 0 ? {} : { openFacts: [...execution.openFacts.values()] }),
    ...(execution.orphans.length === 0 ? {} : { orphans: execution.orphans.map(withoutHash) }),
  };
}

export function saveSuspect(suspect: Suspect): SavedSuspect {
  return withoutHash(suspect);
}

export function saveTimedOut(attempt: TimedOut): SavedTimedOut {
  return withoutHash(attempt);
}

/**
 * Unconfirmed until it is described again: nothing of it is shown before.
 * @param orphansCountedUntil all orphans were counted up to this instant, whenever their execution was saved
 */
export function restoreExecution(saved: SavedExecution, now: number, orphansCountedUntil = 0): Execution {
  const { attempts = [], ending = [], openFacts = [], orphans = [], ...rest } = saved;
  const counted = orphans.map((orphan) => ({
    ...orphan,
    countedUntil: Math.max(orphan.countedUntil, Math.min(orphansCountedUntil, orphan.allowedUntil)),
  }));
  return {
    ...rest,
    key: keyOf(rest),
    discoveredAt: now,
    workflowCancelRequested: false,
    activities: emptyList,
    attempts: smallMap(new Map(attempts.map((one) => [one.activity.activityId, one]))),
    ending: ending.length === 0 ? emptyList : ending,
    openFacts: smallMap(new Map(openFacts.map((one) => [one.scheduledEventId, one]))),
    orphans: counted.length === 0 ? emptyList : counted,
  };
}

type Holder = Readonly<{
  activity: { detailsHash?: number };
  details?: unknown;
  historyAsked?: boolean;
  heartbeats?: unknown;
}>;

function withoutDetails<T extends Holder>(attempt: T) {
  const { details: _details, historyAsked: _asked, heartbeats: _heartbeats, ...kept } = attempt;
  return withoutHash(kept);
}

function withoutHash<T extends { activity: { detailsHash?: number } }>(holder: T) {
  const { detailsHash: _hash, ...activity } = holder.activity;
  return { ...holder, activity };
}
