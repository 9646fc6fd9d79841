import type { Millis, RunningActivity } from './activity.js';
import { type CancelRequest, type Limits, type Reason, reasonStillRunning, turningPoints } from './reason.js';

/** A part of a change of the account; negative where the account held too much. */
export type Share = Readonly<{ reason: Reason; changeMs: number }>;

/** Splits a stretch of a cancelled attempt's run by reason. */
export type Split = (from: Millis, until: Millis) => readonly Share[];

/** Splits what a description confirmed at the instants at which the reason changed, as far as the description contains them. */
export function splitByReason(activity: RunningActivity, request: CancelRequest, limits: Limits): Split {
  const { toldAt } = request;
  return (from, until) =>
    sections(turningPoints(activity, request, limits), from, until).map(([start, end]) => {
      const told = toldAt !== undefined && toldAt < end ? toldAt : undefined;
      return { reason: reasonStillRunning(activity, { ...request, toldAt: told }, end, limits), changeMs: end - start };
    });
}

/**
 * Splits what is known only by its end. A heartbeat may have come since the last description: of the turning points only
 * the end of the grace is certain.
 */
export function splitRemainder(last: Reason, toldAt: Millis | undefined, { cancelGraceMs }: Limits): Split {
  if (toldAt === undefined)
    return (from, until) => sections([], from, until).map(() => ({ reason: last, changeMs: until - from }));
  const graceOverAt = toldAt + cancelGraceMs;
  return (from, until) =>
    sections([graceOverAt], from, until).map(([start, end]) => ({
      reason: end > graceOverAt ? 'ignoring_cancel' : 'stopping',
      changeMs: end - start,
    }));
}

/** The parts of `from`..`until` between the given instants; none where it is empty. */
function sections(instants: readonly Millis[], from: Millis, until: Millis): (readonly [Millis, Millis])[] {
  if (until <= from) return [];
  const inside = instants.filter((instant) => instant > from && instant < until).sort((a, b) => a - b);
  const bounds = [from, ...inside, until];
  return bounds
    .slice(1)
    .map((end, index) => [bounds[index] ?? from, end] as const)
    .filter(([start, end]) => end > start);
}
