import type { Millis } from './activity.js';
import { type Episode, wastedMsOf } from './episode.js';
import type { Orphan } from './orphan.js';

/** The request to cancel an attempt, and the milliseconds that it is known to have run since. */
export type Request = Pick<Episode, 'requestedAt' | 'requestedSource' | 'toldAt'> & Readonly<{ wastedMs: Millis }>;

export function requestOf(episode: Episode | undefined): Request | undefined {
  if (episode === undefined) return undefined;
  const { requestedAt, requestedSource, toldAt } = episode;
  const told = toldAt === undefined ? {} : { toldAt };
  return { requestedAt, requestedSource, ...told, wastedMs: wastedMsOf(episode) };
}

/** Nothing is known to have run after the close. */
export function requestOfOrphan(orphan: Orphan): Request | undefined {
  const { activity, closedAt, cancelRequestedAt, requestFirstSeenAt } = orphan;
  const requestedAt = cancelRequestedAt ?? requestFirstSeenAt;
  if (requestedAt === undefined) return undefined;
  const requestedSource = cancelRequestedAt === undefined ? 'first_observed' : 'history';
  return {
    requestedAt,
    requestedSource,
    wastedMs: Math.max(0, closedAt - Math.max(requestedAt, activity.attemptStartedAt)),
  };
}
