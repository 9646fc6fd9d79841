import type { Effect } from '../account/effect.js';
import { type Orphan, orphan } from '../activity/orphan.js';
import type { Execution } from './execution.js';
import type { FactsByActivity } from './facts-by-activity.js';
import { withOptions } from './options.js';
import { orphanFrom } from './take-over.js';

/** Takes over what history says of orphans: their timeouts, where the server did not tell them, and a cancel request. */
export function learnOrphans(
  { namespace, orphans, takenOverAt }: Execution,
  byActivity: FactsByActivity,
  effects: Effect[],
): Orphan[] {
  return orphans.flatMap((left) => {
    const fact = byActivity.schedulingOf(left.activity, 0);
    const activity = withOptions(left.activity, fact?.scheduled);
    if (activity.optionsUnknown) {
      effects.push({ kind: 'unreadable', namespace, cause: 'options_not_in_history' });
      return [];
    }
    const known =
      activity === left.activity
        ? left
        : { ...left, ...orphanFrom(takenOverAt, orphan(activity, left.closedAt, left.cancelRequestedAt)) };
    return [fact?.requestedAt === undefined ? known : { ...known, cancelRequestedAt: fact.requestedAt }];
  });
}
