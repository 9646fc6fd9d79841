import type { Millis } from '../model/activity/activity.js';
import { keyOf } from '../model/execution/execution.js';
import { gapIn, handedOver } from '../model/execution/take-over.js';
import type { Executions } from '../watch/executions.js';
import { restoreExecution } from './format.js';
import type { Handover } from './handover.js';
import type { SavedExecution, SavedNamespace } from './schema.js';

export type RestoreOptions = Readonly<{
  handover: Pick<Handover, 'isOfState' | 'releases' | 'handedOverBefore'> | undefined;
  /** Whether an execution belongs to the part that this process takes. */
  isOurs: (one: Readonly<{ workflowId: string }>) => boolean;
  now: Millis;
}>;

/** Gives back what an earlier run saved of a namespace, without what is no longer of this process. */
export function restoreNamespace(
  executions: Executions,
  saved: SavedNamespace,
  { handover, isOurs, now }: RestoreOptions,
): void {
  const { isOfState = false, releases = 'other shards', handedOverBefore = now } = handover ?? {};
  const isKept = (one: Readonly<{ workflowId: string }>) => releases === 'other shards' && isOurs(one);
  for (const [key, closedAt] of saved.finished) executions.finished.restore(key, closedAt);
  const kept = saved.executions.filter((one) => {
    if (isKept(one)) return true;
    executions.unsaved.release(keyOf(one));
    if (releases === 'other shards' && isOwed(one)) executions.apply([gapIn(one)]);
    return false;
  });
  executions.restore(
    kept.map((one) => {
      const execution = restoreExecution(one, now, saved.orphansCountedUntil);
      return isOfState ? handedOver(execution, handedOverBefore) : execution;
    }),
    now,
  );
  for (const one of saved.timedOut) {
    if (isKept(one) && !isOfState) executions.lateLosses.restore(one, now);
    else executions.lateLosses.release(one);
  }
  if (saved.pushedCancels !== undefined && releases !== 'everything')
    executions.restorePushedCancels(saved.pushedCancels, now);
  for (const suspect of saved.suspects) if (isKept(suspect)) executions.suspects.restore(suspect);
}

/** Some of its history was not read before it was released, and whoever takes it over does not count what was before. */
function isOwed({ historyLength, examinedUpTo = historyLength, ending = [] }: SavedExecution): boolean {
  return (
    historyLength > examinedUpTo || ending.some(({ episode, lost }) => episode !== undefined || lost !== undefined)
  );
}
