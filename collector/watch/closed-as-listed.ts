import type { Millis } from '../model/activity/activity.js';
import type { Execution } from '../model/execution/execution.js';
import type { FoundClosed } from '../temporal/source.js';

/**
 * An execution that closed before it was described, as far as a listing shows it. Of one that began after the account did, history
 * contains everything; an older one is described, because its history before is not to be counted.
 */
export function closedAsListed(execution: Execution, listed: FoundClosed | undefined, accountSince: Millis): Execution {
  const { historyLength = 0, status } = listed ?? {};
  const { startedAt, examinedUpTo } = execution;
  const isYoung = startedAt !== undefined && startedAt >= accountSince;
  const isReadable = isYoung && historyLength > 0 && examinedUpTo === undefined;
  const hasCompleted = status === undefined || status === 'Completed' || status === 'ContinuedAsNew';
  return {
    ...execution,
    foundClosed: true,
    ...(isReadable ? { historyLength, examinedUpTo: 0 } : {}),
    ...(hasCompleted ? {} : { closedEarly: true }),
  };
}
