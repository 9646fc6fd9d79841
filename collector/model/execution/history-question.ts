import type { Millis } from '../activity/activity.js';
import type { Execution } from './execution.js';
import type { TailQuestion } from './history.js';

/** What has to be read of an execution's history to bring the account up to date. */
export function questionFor(execution: Execution): TailQuestion {
  const attempts = [...execution.ending, ...execution.attempts.values()];
  const joined = [...attempts.flatMap((attempt) => attempt.scheduledEventId ?? []), ...execution.openFacts.keys()];
  const unjoined = attempts.filter(
    ({ activity, scheduledEventId, episode, lost }) =>
      activity.optionsUnknown ||
      (scheduledEventId === undefined && (episode?.requestedSource === 'first_observed' || lost !== undefined)),
  );
  const orphans = execution.orphans.filter(({ activity }) => activity.optionsUnknown);
  const attemptsStartedAt = new Map<string, Millis>();
  for (const { activity } of [...unjoined, ...orphans]) {
    const { activityId, attemptStartedAt } = activity;
    const earliest = attemptsStartedAt.get(activityId) ?? attemptStartedAt;
    attemptsStartedAt.set(activityId, Math.min(earliest, attemptStartedAt));
  }
  return {
    after: execution.examinedUpTo ?? execution.historyLength,
    attemptsStartedAt,
    knownScheduledEventIds: new Set(joined),
  };
}
