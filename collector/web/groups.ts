import { type Entry, isOffender } from '../findings/entry.js';
import { ownerFields, type RowStyle, rowOf } from '../findings/rows.js';
import { typeNamesOf } from '../findings/type-names.js';
import { Worst } from '../findings/worst.js';
import { type Acceptance, judgeAcceptance } from '../owners/owners.js';
import { rfc3339 } from '../text/instant.js';
import { addCounts, type Counts, compareCounts, count, noCounts } from './group-counts.js';
import type { Group, Overview } from './overview-schema.js';
import { GroupWorkers, type WorkerLoads } from './workers.js';

const groupsAtMost = 100;
/** As many as the page draws of a group that is closed. */
const worstAtMost = 3;

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
    const sorted = [...this.groups.values()].sort(compareCounts);
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

function acceptedFields(acceptance: Acceptance | undefined, { cancelled, oldestRequestAt }: Counts): Group['accepted'] {
  if (acceptance === undefined) return null;
  const now = Date.now();
  const oldestMs = Number.isFinite(oldestRequestAt) ? Math.max(0, now - oldestRequestAt) : 0;
  const verdict = judgeAcceptance(acceptance, { activities: cancelled, oldestMs }, now);
  return { verdict, reason: acceptance.reason, until: rfc3339(acceptance.untilMs) };
}
