import { inSlices } from '../async/slices.js';
import { allEntries, allSuspects } from '../findings/all-entries.js';
import type { Entry } from '../findings/entry.js';
import type { RowStyle } from '../findings/rows.js';
import type { View } from '../metrics/view.js';
import { rfc3339 } from '../text/instant.js';
import { endedOf } from './ended.js';
import { Groups } from './groups.js';
import { historyOf } from './history.js';
import { matches } from './matches.js';
import type { Overview } from './overview-schema.js';
import type { RowQuery } from './query.js';
import { Queues } from './queues.js';
import { statusOf } from './status.js';
import { UnreachableTypes } from './unreachable-types.js';

/** Everything that the page shows, in one pass over all activities. */
export async function overviewOf(view: View, query: RowQuery, style: RowStyle): Promise<Overview> {
  const groups = new Groups(style);
  const unreachable = new UnreachableTypes();
  const queues = new Queues();
  const isWanted = matches(query, style);
  const add = (entry: Entry) => {
    if (!isWanted(entry)) return;
    groups.add(entry);
    unreachable.add(entry);
    queues.add(entry);
  };
  await inSlices(allEntries(view.namespaces(), view.limits), add);
  await inSlices(allSuspects(view.namespaces()), add);
  for (const { namespace, slots } of view.namespaces()) queues.addSlots(namespace, slots);
  const record = view.wasteHistory?.();
  return {
    observedAt: rfc3339(Date.now()) ?? '',
    startedAt: rfc3339(performance.timeOrigin) ?? '',
    totals: { ...groups.totals(), unreachable: unreachable.count },
    ...groups.worstFirst(),
    unreachable: unreachable.worstFirst(style.owners?.()),
    queues: queues.worstFirst(),
    history: record === undefined ? null : historyOf(record, query, style, Date.now()),
    ended: endedOf(view.recentlyEnded(), query, style),
    status: await statusOf(view),
  };
}
