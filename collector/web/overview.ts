import { Turns } from '../async/turns.js';
import type { View } from '../metrics/view.js';
import { rfc3339 } from '../text/instant.js';
import { endedOf } from './ended.js';
import { EntryPasses } from './entry-passes.js';
import { Groups } from './groups.js';
import { historyOf } from './history.js';
import { matches } from './matches.js';
import type { Overview } from './overview-schema.js';
import type { PageStyle } from './page-style.js';
import type { RowQuery } from './query.js';
import { Queues } from './queues.js';
import { statusOf } from './status.js';
import { UnreachableTypes } from './unreachable-types.js';

/** Everything that the page shows, in one pass over all activities. */
export async function overviewOf(
  view: View,
  query: RowQuery,
  style: PageStyle,
  turns = new Turns(),
  passes = new EntryPasses(view, turns),
): Promise<Overview> {
  const groups = new Groups(style);
  const unreachable = new UnreachableTypes();
  const elsewhere = new Groups(style);
  const queues = new Queues();
  const isWanted = matches(query, style);
  await passes.visit((entry) => {
    if (!isWanted(entry)) {
      elsewhere.add(entry);
      return;
    }
    groups.add(entry);
    unreachable.add(entry);
    queues.add(entry);
  });
  for (const { namespace, slots } of view.namespaces()) queues.addSlots(namespace, slots);
  const status = await statusOf(view, turns);
  const record = view.wasteHistory?.();
  return turns.once(() => ({
    observedAt: rfc3339(Date.now()) ?? '',
    timeZone: style.timeZone,
    hasOwners: style.owners !== undefined,
    startedAt: rfc3339(performance.timeOrigin) ?? '',
    totals: {
      ...totalsOf(groups, elsewhere, isNarrowed(query) ? 0 : queues.unaccounted),
      unreachable: unreachable.count,
    },
    ...groups.worstFirst(),
    unreachable: unreachable.worstFirst(style.owners?.()),
    queues: queues.worstFirst(),
    history: record === undefined ? null : historyOf(record, query, style, Date.now()),
    ended: endedOf(view.recentlyEnded(), query, style),
    status,
  }));
}

/** @param unaccounted slots that hold code which the server has given up on; what runs there may be orphaned */
function totalsOf(groups: Groups, elsewhere: Groups, unaccounted: number) {
  const totals = groups.totals();
  const others = elsewhere.totals();
  return {
    ...totals,
    mayStillRun: Math.max(totals.orphaned, unaccounted),
    elsewhere: { cancelled: others.cancelled - others.accepted, mayStillRun: others.orphaned },
  };
}

/** The instant of a fix and the limit leave no activity out. */
function isNarrowed({ fixedAt: _, limit: __, ...filters }: RowQuery): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
