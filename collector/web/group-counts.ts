import type { Entry } from '../findings/entry.js';
import { type Finding, findingNames, findingsOf } from '../findings/findings.js';
import { forcedEndAt } from '../model/activity/activity.js';

/** What is counted of the offenders of one activity type, or of all. */
export type Counts = {
  count: number;
  cancelled: number;
  wastedMs: number;
  comingMs: number;
  comingWithoutLimit: number;
  orphaned: number;
  undecided: number;
  lost: number;
  lostMs: number;
  lostWastedMs: number;
  overdue: number;
  oldestRequestAt: number;
  /** Those that may still run, or of which it is not known yet, after a cancel request; what they are known to have wasted; the oldest of these requests. */
  maybeCancelled: number;
  maybeWastedMs: number;
  oldestMaybeRequestAt: number;
  findings: Partial<Record<Finding, number>>;
  besides: Partial<Record<Finding, number>>;
};

const summed = [
  ...(['count', 'cancelled', 'wastedMs', 'comingMs', 'comingWithoutLimit'] as const),
  ...(['orphaned', 'undecided', 'lost', 'lostMs', 'lostWastedMs', 'overdue'] as const),
  ...(['maybeCancelled', 'maybeWastedMs'] as const),
];

export const noCounts = (): Counts => ({
  count: 0,
  cancelled: 0,
  wastedMs: 0,
  ...{ comingMs: 0, comingWithoutLimit: 0 },
  ...{ orphaned: 0, undecided: 0, lost: 0, lostMs: 0, lostWastedMs: 0, overdue: 0 },
  ...{ maybeCancelled: 0, maybeWastedMs: 0 },
  ...{ oldestRequestAt: Number.POSITIVE_INFINITY, oldestMaybeRequestAt: Number.POSITIVE_INFINITY },
  findings: {},
  besides: {},
});

/** Negative: `a` is worse. Most wasted by what runs first, then by what may still run or is lost, and last what has just timed out. */
export function compareCounts(a: Counts, b: Counts): number {
  const isOnlyUndecided = ({ count, undecided }: Counts) => Number(count === undecided);
  return (
    b.wastedMs - a.wastedMs ||
    isOnlyUndecided(a) - isOnlyUndecided(b) ||
    maybeSecondsOf(b) - maybeSecondsOf(a) ||
    b.count - a.count
  );
}

function maybeSecondsOf({ maybeWastedMs, lostWastedMs }: Counts): number {
  return Math.floor((maybeWastedMs + lostWastedMs) / 1000);
}

export function addCounts(
  sum: Counts,
  { findings, besides, oldestRequestAt, oldestMaybeRequestAt, ...numbers }: Counts,
): void {
  for (const name of summed) sum[name] += numbers[name];
  sum.oldestRequestAt = Math.min(sum.oldestRequestAt, oldestRequestAt);
  sum.oldestMaybeRequestAt = Math.min(sum.oldestMaybeRequestAt, oldestMaybeRequestAt);
  for (const finding of findingNames) {
    const [count = 0, more = 0] = [findings[finding], besides[finding]];
    if (count > 0) sum.findings[finding] = (sum.findings[finding] ?? 0) + count;
    if (more > 0) sum.besides[finding] = (sum.besides[finding] ?? 0) + more;
  }
}

/** Counts one offender. */
export function count(counts: Counts, { conditions, attempt, activity, wastedMs, request }: Entry): void {
  counts.count += 1;
  if (conditions.orphaned || conditions.suspect) counts.orphaned += 1;
  if (conditions.undecided) counts.undecided += 1;
  if (conditions.orphaned || conditions.suspect || conditions.undecided) {
    if (request !== undefined) {
      counts.maybeCancelled += 1;
      counts.maybeWastedMs += wastedMs;
      counts.oldestMaybeRequestAt = Math.min(counts.oldestMaybeRequestAt, request.requestedAt);
    }
  }
  if (conditions.lost) {
    counts.lost += 1;
    counts.lostMs += lossOf(attempt);
    counts.lostWastedMs += wastedMs;
  }
  if (conditions.stale || conditions.stalled) counts.overdue += 1;
  let isFirst = true;
  for (const finding of findingsOf(conditions)) {
    counts.findings[finding] = (counts.findings[finding] ?? 0) + 1;
    if (!isFirst) counts.besides[finding] = (counts.besides[finding] ?? 0) + 1;
    isFirst = false;
  }
  // Whether the code of a lost one still runs is not known.
  if (conditions.reason === null || conditions.lost) return;
  counts.cancelled += 1;
  counts.wastedMs += wastedMs;
  const forcedEnd = forcedEndAt(activity);
  if (forcedEnd === undefined) counts.comingWithoutLimit += 1;
  // From where the confirmed waste ends, so that both together are a bound.
  else counts.comingMs += Math.max(0, forcedEnd - (attempt?.episode?.countedUntil ?? Date.now()));
  const requestedAt = attempt?.episode?.requestedAt;
  if (requestedAt !== undefined) counts.oldestRequestAt = Math.min(counts.oldestRequestAt, requestedAt);
}

function lossOf(attempt: Entry['attempt']): number {
  const { lost } = attempt ?? {};
  return lost === undefined ? 0 : lost.countedUntil - lost.since;
}
