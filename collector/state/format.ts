import { type Execution, keyOf } from '../model/execution/execution.js';
import type { Suspect } from '../model/execution/suspect.js';
import type { LiveNamespace } from '../watch/namespace-watch.js';
import type { SavedExecution, SavedNamespace, SavedSuspect } from './schema.js';

/** What a restart needs of an execution; what a look shows anyway is left out. */
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

/** Everything about a namespace that is no longer watched, as it was at the end. */
export function saveNamespace(live: LiveNamespace): SavedNamespace {
  const { namespace, closedSince, accountSince, executions, suspects, allFinished } = live;
  return {
    ...{ namespace, closedSince, accountSince, marks: [], finishedMarks: [] },
    executions: executions.map(saveExecution),
    finished: [...allFinished()],
    suspects: suspects.map(saveSuspect),
  };
}

/** All executions of a namespace, each as it was saved last, without those that are done with. */
export function savedExecutions({ executions, marks, ...done }: SavedNamespace): SavedExecution[] {
  const all = new Map([...marks, ...executions].map((one) => [keyOf(one), one]));
  for (const [key] of savedFinished(done)) all.delete(key);
  return [...all.values()];
}

export function savedFinished(saved: Pick<SavedNamespace, 'finished' | 'finishedMarks'>) {
  return [...saved.finishedMarks, ...saved.finished];
}

/** Unconfirmed until the next look: nothing of it is shown before. */
export function restoreExecution(saved: SavedExecution, now: number): Execution {
  const { attempts = [], ending = [], openFacts = [], orphans = [], ...rest } = saved;
  return {
    ...rest,
    key: keyOf(rest),
    discoveredAt: now,
    workflowCancelRequested: false,
    activities: [],
    attempts: new Map(attempts.map((one) => [one.activity.activityId, one])),
    ending,
    openFacts: new Map(openFacts.map((one) => [one.scheduledEventId, one])),
    orphans,
  };
}

function withoutDetails<T extends { activity: { detailsHash?: string }; details?: unknown; historyAsked?: boolean }>(
  attempt: T,
) {
  const { details: _details, historyAsked: _asked, ...kept } = attempt;
  return withoutHash(kept);
}

function withoutHash<T extends { activity: { detailsHash?: string } }>(holder: T) {
  const { detailsHash: _hash, ...activity } = holder.activity;
  return { ...holder, activity };
}
