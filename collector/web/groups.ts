import { type Entry, isOffender } from '../findings/entry.js';
import { type Finding, findingNames, findingsOf } from '../findings/findings.js';
import { ownerFields, type RowStyle, rowOf } from '../findings/rows.js';
import { typeNamesOf } from '../findings/type-names.js';
import { Worst } from '../findings/worst.js';
import { forcedEndAt } from '../model/activity/activity.js';
import { type Acceptance, judgeAcceptance } from '../owners/owners.js';
import { rfc3339 } from '../text/instant.js';
import type { Group, Overview } from './overview-schema.js';
import { GroupWorkers, type WorkerLoads } from './workers.js';

const groupsAtMost = 100;
/** As many as the page draws of a group that is closed. */
const worstAtMost = 3;

type Counts = {
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

const noCounts = (): Counts => ({
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

type OneGroup = Counts & Readonly<{ first: Entry; worst: Worst; workers: GroupWorkers }>;

function newGroup(first: Entry): OneGroup {
  return { ...noCounts(), first, worst: new Worst(worstAtMost), workers: new GroupWorkers() };
}

/** Offenders by activity type. */
export class Groups {
  private readonly groups = new Map<string, OneGroup>();

  constructor(private readonly style: RowStyle) {}

  add(entry: Entry): void {
    if (!isOffender(entry)) return;
    let group = this.groups.get(entry.typeKey);
    if (group === undefined) {
      group = newGroup(entry);
      this.groups.set(entry.typeKey, group);
    }
    group.worst.add(entry);
    group.workers.add(entry);
    count(group, entry);
  }

  totals() {
    const {
      count: offenders,
      wastedMs,
      comingMs,
      lostMs,
      lostWastedMs,
      maybeWastedMs,
      oldestRequestAt,
      besides: _,
      ...counts
    } = this.sum();
    return {
      ...counts,
      offenders,
      accepted: this.accepted(),
      wastedSeconds: wastedMs / 1000,
      comingSecondsAtMost: comingMs / 1000,
      lostSeconds: lostMs / 1000,
      lostWastedSeconds: lostWastedMs / 1000,
      mayStillRunWastedSeconds: maybeWastedMs / 1000,
      oldestCancelRequestedAt: rfc3339(oldestRequestAt),
    };
  }

  private sum(): Counts {
    const all = noCounts();
    for (const group of this.groups.values()) addCounts(all, group);
    return all;
  }

  private accepted(): number {
    const owners = this.style.owners?.();
    if (owners === undefined) return 0;
    return [...this.groups.values()]
      .filter(({ first, ...counts }) => {
        return acceptedFields(owners.acceptanceOf(typeNamesOf(first)), counts)?.verdict === 'accepted';
      })
      .reduce((sum, { cancelled }) => sum + cancelled, 0);
  }

  worstFirst(loads: WorkerLoads): Pick<Overview, 'groups' | 'groupsTruncated'> {
    const owners = this.style.owners?.();
    const sorted = [...this.groups.values()].sort(compareGroups);
    return {
      groupsTruncated: sorted.length > groupsAtMost,
      groups: sorted.slice(0, groupsAtMost).map(
        ({ first, worst, workers, ...counts }): Group => ({
          ...typeNamesOf(first),
          count: counts.count,
          cancelled: counts.cancelled,
          wastedSeconds: counts.wastedMs / 1000,
          comingSecondsAtMost: counts.comingMs / 1000,
          comingWithoutLimit: counts.comingWithoutLimit,
          lostSeconds: counts.lostMs / 1000,
          lostWastedSeconds: counts.lostWastedMs / 1000,
          mayStillRunWastedSeconds: counts.maybeWastedMs / 1000,
          oldestCancelRequestedAt: rfc3339(counts.oldestRequestAt),
          findings: counts.findings,
          findingsBesides: counts.besides,
          workers: workers.fields(this.style.identities, loads),
          owner: ownerFields(owners?.ownerOf(typeNamesOf(first))),
          accepted: acceptedFields(owners?.acceptanceOf(typeNamesOf(first)), counts),
          worst: worst.worstFirst().map((entry) => rowOf(entry, this.style)),
        }),
      ),
    };
  }
}

/** Negative: `a` is worse. Most wasted by what runs first, then by what may still run or is lost, and last what has just timed out. */
function compareGroups(a: Counts, b: Counts): number {
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

function acceptedFields(acceptance: Acceptance | undefined, { cancelled, oldestRequestAt }: Counts): Group['accepted'] {
  if (acceptance === undefined) return null;
  const now = Date.now();
  const oldestMs = Number.isFinite(oldestRequestAt) ? Math.max(0, now - oldestRequestAt) : 0;
  const verdict = judgeAcceptance(acceptance, { activities: cancelled, oldestMs }, now);
  return { verdict, reason: acceptance.reason, until: rfc3339(acceptance.untilMs) };
}

function addCounts(
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

function count(counts: Counts, { conditions, attempt, activity, wastedMs, request }: Entry): void {
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
