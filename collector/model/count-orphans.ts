import type { Millis } from './activity.js';
import { givenUp } from './conclude.js';
import type { Effect } from './effect.js';
import type { Execution } from './execution.js';
import { labelsOf } from './labels.js';
import type { Step } from './look.js';
import { mayStillRun } from './orphan.js';

/** Counts the bound of what a closed workflow left behind up to now, and lets go of what can no longer run. */
export function countOrphans(execution: Execution, now: Millis): Step {
  const effects: Effect[] = [];
  const orphans = execution.orphans.flatMap((orphan) => {
    const countedUntil = Math.max(orphan.countedUntil, Math.min(now, orphan.allowedUntil));
    const labels = labelsOf(execution, orphan.activity);
    effects.push({ kind: 'orphaned', labels, changeMs: countedUntil - orphan.countedUntil });
    if (mayStillRun(orphan, now)) return [{ ...orphan, countedUntil }];
    effects.push(givenUp(execution, orphan.activity, orphan.allowedUntil));
    return [];
  });
  return { execution: { ...execution, orphans }, effects };
}
