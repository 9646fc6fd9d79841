import type { Millis } from '../model/activity/activity.js';
import { keyOf } from '../model/execution/execution.js';
import { handedOver } from '../model/execution/take-over.js';
import type { Executions } from '../watch/executions.js';
import { restoreExecution } from './format.js';
import type { Handover } from './handover.js';
import type { SavedNamespace } from './schema.js';

export type RestoreOptions = Readonly<{
  handover: Pick<Handover, 'isOfState' | 'releases'> | undefined;
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
  const { isOfState = false, releases = 'nothing' } = handover ?? {};
  const isKept = (one: Readonly<{ workflowId: string }>) =>
    releases === 'nothing' || (releases === 'other shards' && isOurs(one));
  for (const [key, closedAt] of saved.finished) executions.finished.restore(key, closedAt);
  const kept = saved.executions.filter((one) => {
    if (isKept(one)) return true;
    executions.unsaved.release(keyOf(one));
    return false;
  });
  executions.restore(
    kept.map((one) => {
      const execution = restoreExecution(one, now, saved.orphansCountedUntil);
      return isOfState ? handedOver(execution, now) : execution;
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
