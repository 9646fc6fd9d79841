import type { Millis } from './activity.js';
import type { Reason } from './reason.js';
import type { Share, Split } from './split.js';

/**
 * One cancelled attempt, from the request to its end. `countedFrom`..`countedUntil` is the part of its run that the
 * account holds; `countedUntil` is always an instant at which the attempt is known to have run.
 */
export type Episode = Readonly<{
  requestedAt: Millis;
  requestedSource: 'history' | 'first_observed';
  countedFrom: Millis;
  countedUntil: Millis;
  /** Of that part, the milliseconds that are counted as lost: its worker was known to have stopped. */
  lostMs?: number;
  /** Its worker was known to be lost when the request was first observed: up to here the account holds lost seconds. */
  lostBefore?: Millis;
  /** Another process may have counted it up to here. */
  notBefore?: Millis;
  /** First heartbeat known to be later than the request: its answer told the activity. */
  toldAt?: Millis;
  /** As of the last description. `unknown`: its seconds are held back. */
  reason: Reason;
  /** Found only after its end: no description showed it while it ran. */
  late: boolean;
}>;

/** An episode with a corrected extent, and by how much the wasted time in the account has to change. */
export type Recount = Readonly<{ episode: Episode; shares: readonly Share[] }>;

/** Milliseconds that the account holds as wasted. */
export function wastedMsOf({ countedFrom, countedUntil, lostMs = 0 }: Episode): number {
  return countedUntil - countedFrom - lostMs;
}

/** The attempt is known to have run until `ranUntil`. */
export function confirm(episode: Episode, ranUntil: Millis, split: Split): Recount {
  if (episode.reason === 'unknown' || ranUntil <= episode.countedUntil) return { episode, shares: [] };
  return { episode: { ...episode, countedUntil: ranUntil }, shares: split(episode.countedUntil, ranUntil) };
}

/**
 * History records when the cancellation was requested. After a reset of the workflow, the attempt may have started later
 * than that: the waste begins with it.
 */
export function learnRequest(episode: Episode, requestedAt: Millis, attemptStartedAt: Millis, split: Split): Recount {
  const known = { ...episode, requestedAt, requestedSource: 'history' } as const;
  const { lostBefore = Number.NEGATIVE_INFINITY, notBefore = Number.NEGATIVE_INFINITY } = episode;
  const countedFrom = Math.max(requestedAt, attemptStartedAt, lostBefore, notBefore);
  if (episode.reason === 'unknown')
    return { episode: { ...known, countedFrom, countedUntil: countedFrom }, shares: [] };
  const countedUntil = Math.max(episode.countedUntil, countedFrom);
  const changed = { ...known, countedFrom, countedUntil };
  if (countedFrom <= episode.countedFrom) return { episode: changed, shares: split(countedFrom, episode.countedFrom) };
  return { episode: changed, shares: taken(episode.reason, wastedMsOf(episode) - wastedMsOf(changed)) };
}

/** History records when the attempt ended, which may be before the last description's instant if our clock is ahead. */
export function settle(episode: Episode, endedAt: Millis, split: Split): Recount {
  const countedUntil = Math.max(episode.countedFrom, endedAt);
  const settled = { ...episode, countedUntil };
  if (countedUntil >= episode.countedUntil)
    return { episode: settled, shares: split(episode.countedUntil, countedUntil) };
  return { episode: settled, shares: taken(episode.reason, episode.countedUntil - countedUntil) };
}

function taken(reason: Reason, ms: number): readonly Share[] {
  return ms > 0 ? [{ reason, changeMs: -ms }] : [];
}
