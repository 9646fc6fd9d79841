import { TemporalError } from '../errors.js';
import { type ActivityRun, activityRunsOf } from '../model/audit/activity-run.js';
import { contributionsOf } from '../model/audit/contributions.js';
import type { Contribution } from '../model/audit/tally.js';
import { discovered, type Execution } from '../model/execution/execution.js';
import type { FoldContext } from '../model/execution/fold-context.js';
import { foldDescription } from '../model/execution/fold-description.js';
import { foldHistory } from '../model/execution/fold-history.js';
import { closedAt } from '../model/execution/history.js';
import { withRetries } from '../scan/retry.js';
import type { Budget } from '../temporal/budget.js';
import type { Source } from '../temporal/source.js';
import type { Candidate } from './plan.js';

export type ExamineParts = Readonly<{
  source: Pick<Source, 'describe' | 'readTail'>;
  budget: Budget;
  context: FoldContext;
  /** The server's time, in milliseconds since the epoch. */
  now: () => number;
}>;

/** What one execution adds; `gone`: the server no longer has it; `too_long`: its history was not read to its beginning. */
export type Examined = readonly Contribution[] | 'gone' | 'too_long';

const wholeHistory = {
  after: 0,
  attemptsStartedAt: new Map<string, number>(),
  knownScheduledEventIds: new Set<number>(),
};

/**
 * Reads the whole history of one execution. For a closed one that is enough, unless an activity had not ended
 * at the close: then, as for an open one, the description shows what ran. @throws TemporalError
 */
export async function examine(candidate: Candidate, parts: ExamineParts): Promise<Examined> {
  const { source, budget, now } = parts;
  const { closedAt: _closedAt, status: _status, ...found } = candidate;
  const execution = { ...discovered(found, now()), examinedUpTo: 0 };
  try {
    const tail = await withRetries(async () => {
      await budget.take();
      return await source.readTail(execution, wholeHistory);
    });
    if (tail.tooLong) return 'too_long';
    const runs = activityRunsOf(tail.events);
    const ended = runs.filter(({ end }) => end !== undefined);
    if (closedAt(tail.events) !== undefined && ended.length === runs.length)
      return contributionsOf(execution, ended, now());
    const described = await withRetries(async () => {
      await budget.take();
      return await source.describe(execution);
    });
    const step = foldDescription(execution, described.description, parts.context);
    const known = foldHistory({ ...step.execution, examinedUpTo: 0 }, tail, parts.context.limits).execution;
    return contributionsOf(withoutEnded(known, ended), runs, now());
  } catch (error) {
    if (error instanceof TemporalError && error.isOfMissingExecution) return 'gone';
    throw error;
  }
}

/** An attempt may end between the two answers: history's end counts, once. */
function withoutEnded(execution: Execution, ended: readonly ActivityRun[]): Execution {
  const startsById = new Map<string, number[]>();
  for (const { activityId, startedAt = 0 } of ended)
    startsById.set(activityId, [...(startsById.get(activityId) ?? []), startedAt]);
  const isEnded = (activityId: string, startedAt: number) =>
    startsById.get(activityId)?.some((start) => Math.abs(start - startedAt) <= 1) ?? false;
  return {
    ...execution,
    attempts: new Map([...execution.attempts].filter(([id, { activity }]) => !isEnded(id, activity.attemptStartedAt))),
    orphans: execution.orphans.filter(({ activity }) => !isEnded(activity.activityId, activity.attemptStartedAt)),
  };
}
