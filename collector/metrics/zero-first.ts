import type { Millis } from '../model/activity/activity.js';

/** Two scrapes at Prometheus' default interval of 60 s, so that one of them may be lost. */
export const shownAtZeroForMs = 130_000;

/**
 * Prometheus counts the increase of a series from the first value that it sees. A series that is new is therefore shown
 * at 0 for a fixed time to everyone, whoever scrapes and however often; then with all that was counted meanwhile.
 * But not what an earlier run has shown. And not in the first minutes of an account that started from nothing: who has
 * scraped for less than that time has nothing to compare with.
 */
export function isShownAtZero(
  createdAt: Millis | undefined,
  { startedAt, countingSince }: Readonly<{ startedAt: Millis; countingSince: Millis }>,
  now: Millis,
): boolean {
  if (createdAt === undefined || createdAt < startedAt || createdAt - countingSince < shownAtZeroForMs) return false;
  return now >= createdAt && now - createdAt < shownAtZeroForMs;
}
