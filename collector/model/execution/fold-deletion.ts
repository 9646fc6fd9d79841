import { isOrphanable, orphanOf } from '../activity/orphan.js';
import { type Execution, emptyList } from './execution.js';
import { noEntries } from './small-map.js';
import { orphanFrom } from './take-over.js';

/**
 * The server no longer has an execution that was open when it was last described: it was deleted, and what ran then is
 * orphaned from there on. Undefined where it left nothing behind whose bound is known.
 */
export function foldDeletion(execution: Execution): Execution | undefined {
  const { describedAt, closedAt, activities, attempts } = execution;
  if (describedAt === undefined || closedAt !== undefined) return undefined;
  const left = activities.filter(isOrphanable).filter(({ optionsUnknown }) => !optionsUnknown);
  if (left.length === 0) return undefined;
  return {
    ...execution,
    deleted: true,
    closedAt: describedAt,
    activities: emptyList,
    attempts: noEntries,
    ending: emptyList,
    openFacts: noEntries,
    orphans: left.map((activity) =>
      orphanFrom(execution.takenOverAt, orphanOf(activity, describedAt, attempts.get(activity.activityId)?.episode)),
    ),
  };
}
