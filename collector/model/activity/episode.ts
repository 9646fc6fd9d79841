import type { Millis } from './activity.js';
import type { Reason } from './reason.js';

/**
 * One cancelled attempt, from the request to its end. `countedFrom`..`countedUntil` is the part of its run that the
 * account holds; `countedUntil` is always an instant at which the attempt is known to have run.
 */
export type Episode = Readonly<{
  requestedAt: Millis;
  requestedSource: 'history' | 'first_observed';
  countedFrom: Millis;
  countedUntil: Millis;
  /** First heartbeat known to be later than the request: its answer told the activity. */
  toldAt?: Millis;
  /** As found at the last look. */
  reason: Reason;
  /** Found only after its end: no look caught it live. */
  late: boolean;
}>;

/** An episode with a corrected extent, and by how much the account has to change (negative: it held too much). */
export type Recount = Readonly<{ episode: Episode; changeMs: number }>;

/** The attempt is known to have run until `ranUntil`. */
export function confirm(episode: Episode, ranUntil: Millis): Recount {
  return recount(episode, episode.countedFrom, Math.max(episode.countedUntil, ranUntil));
}

/**
 * History tells when the cancellation was requested. After a reset of the workflow, the attempt may have started later
 * than that: the waste begins with it.
 */
export function learnRequest(episode: Episode, requestedAt: Millis, attemptStartedAt: Millis): Recount {
  const known = { ...episode, requestedAt, requestedSource: 'history' } as const;
  const countedFrom = Math.max(requestedAt, attemptStartedAt);
  return recount(known, countedFrom, Math.max(episode.countedUntil, countedFrom));
}

/** History tells when the attempt ended, which may be before the last look's instant if our clock is ahead. */
export function settle(episode: Episode, endedAt: Millis): Recount {
  return recount(episode, episode.countedFrom, Math.max(episode.countedFrom, endedAt));
}

function recount(episode: Episode, countedFrom: Millis, countedUntil: Millis): Recount {
  const changeMs = countedUntil - countedFrom - (episode.countedUntil - episode.countedFrom);
  return { episode: { ...episode, countedFrom, countedUntil }, changeMs };
}
