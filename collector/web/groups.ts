import { type Entry, isOffender } from '../findings/entry.js';
import { type Finding, findingsOf } from '../findings/findings.js';
import { type RowStyle, rowOf } from '../findings/rows.js';
import { Worst } from '../findings/worst.js';
import { rfc3339 } from '../text/instant.js';
import { typeKeyOf, typeNamesOf } from './activity-type.js';
import type { Group, Overview } from './overview-schema.js';

const groupsAtMost = 200;
const worstAtMost = 8;

type Counts = {
  count: number;
  cancelled: number;
  wastedMs: number;
  orphaned: number;
  lost: number;
  overdue: number;
  oldestRequestAt: number;
  findings: Partial<Record<Finding, number>>;
};

const noCounts = (): Counts => ({
  count: 0,
  cancelled: 0,
  wastedMs: 0,
  ...{ orphaned: 0, lost: 0, overdue: 0 },
  oldestRequestAt: Number.POSITIVE_INFINITY,
  findings: {},
});

/** Offenders by activity type. */
export class Groups {
  private readonly groups = new Map<string, Counts & { readonly first: Entry; readonly worst: Worst }>();
  private readonly all = noCounts();

  constructor(private readonly style: RowStyle) {}

  add(entry: Entry): void {
    if (!isOffender(entry)) return;
    const key = typeKeyOf(entry);
    const group = this.groups.get(key) ?? { ...noCounts(), first: entry, worst: new Worst(worstAtMost) };
    this.groups.set(key, group);
    group.worst.add(entry);
    count(group, entry);
    count(this.all, entry);
  }

  totals(): Omit<Overview['totals'], 'unreachable'> {
    const { count: offenders, wastedMs, oldestRequestAt, ...counts } = this.all;
    return {
      ...counts,
      offenders,
      wastedSeconds: wastedMs / 1000,
      oldestCancelRequestedAt: rfc3339(oldestRequestAt),
    };
  }

  worstFirst(): Pick<Overview, 'groups' | 'groupsTruncated'> {
    const sorted = [...this.groups.values()].sort((a, b) => b.wastedMs - a.wastedMs || b.count - a.count);
    return {
      groupsTruncated: sorted.length > groupsAtMost,
      groups: sorted.slice(0, groupsAtMost).map(
        ({ first, worst, ...counts }): Group => ({
          ...typeNamesOf(first),
          count: counts.count,
          cancelled: counts.cancelled,
          wastedSeconds: counts.wastedMs / 1000,
          oldestCancelRequestedAt: rfc3339(counts.oldestRequestAt),
          findings: counts.findings,
          worst: worst.worstFirst().map((entry) => rowOf(entry, this.style)),
        }),
      ),
    };
  }
}

function count(counts: Counts, { conditions, attempt, wastedMs }: Entry): void {
  counts.count += 1;
  if (conditions.orphaned || conditions.suspect) counts.orphaned += 1;
  if (conditions.lost) counts.lost += 1;
  if (conditions.stale || conditions.stalled) counts.overdue += 1;
  for (const finding of findingsOf(conditions)) counts.findings[finding] = (counts.findings[finding] ?? 0) + 1;
  // Whether the code of a lost one still runs is not known.
  if (conditions.reason === null || conditions.lost) return;
  counts.cancelled += 1;
  counts.wastedMs += wastedMs;
  const requestedAt = attempt?.episode?.requestedAt;
  if (requestedAt !== undefined) counts.oldestRequestAt = Math.min(counts.oldestRequestAt, requestedAt);
}
