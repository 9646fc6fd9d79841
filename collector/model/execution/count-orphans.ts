import type { Effect } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import type { Millis } from '../activity/activity.js';
import { mayStillRun } from '../activity/orphan.js';
import { requestOfOrphan } from '../activity/request.js';
import { givenUp } from './conclude.js';
import type { Execution } from './execution.js';
import type { Step } from './step.js';

/** Counts the bound of what a closed workflow left behind up to now, and drops what can no longer run. */
export function countOrphans(execution: Execution, now: Millis): Step {
  const effects: Effect[] = [];
  const orphans = execution.orphans.flatMap((orphan) => {
    // Until its timeouts are read from history, its bound is unknown.
    if (orphan.activity.optionsUnknown) return [orphan];
    const countedUntil = Math.max(orphan.countedUntil, Math.min(now, orphan.allowedUntil));
    const labels = labelsOf(execution, orphan.activity);
    effects.push({ kind: 'orphaned', labels, changeMs: countedUntil - orphan.countedUntil });
    if (mayStillRun(orphan, now)) return [{ ...orphan, countedUntil }];
    effects.push(givenUp(execution, { ...orphan, request: requestOfOrphan(orphan) }, orphan.allowedUntil, false));
    return [];
  });
  return { execution: { ...execution, orphans }, effects };
}
