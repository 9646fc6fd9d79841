import { Turns } from '../async/turns.js';
import type { View } from '../metrics/view.js';
import { rfc3339 } from '../text/instant.js';
import { accessFields } from './access-fields.js';
import { endedOf } from './ended.js';
import { EntryPasses } from './entry-passes.js';
import { Groups } from './groups.js';
import { historyOf, wastedHours } from './history.js';
import { matches } from './matches.js';
import { NextTypes } from './next-types.js';
import type { Overview } from './overview-schema.js';
import type { PageStyle } from './page-style.js';
import { isNarrowed, type RowQuery } from './query.js';
import { Queues } from './queues.js';
import { statusOf } from './status.js';
import { ranOnOf, tracesOf } from './traces.js';
import { UnreachableTypes } from './unreachable-types.js';

/** Everything that the page shows, in one pass over all activities. */
export async function overviewOf(
  view: View,
  query: RowQuery,
  style: PageStyle,
  turns = new Turns(),
  passes = new EntryPasses(view, style, turns),
): Promise<Overview> {
  const narrowed = isNarrowed(query) ? new Groups(style) : undefined;
  const unreachable = new UnreachableTypes();
  const next = new NextTypes();
  const queues = new Queues(query);
  const isWanted = matches(query, style);
  const { finding, ...others } = query;
  // An activity that is not cancelled has none of the findings that a cancel would bring.
  const couldBeNext = finding === undefined ? isWanted : matches(others, style);
  const { search: _, reason: __, ...names } = others;
  const couldWasteNext = matches(names, style);
  const whole = await passes.visit((entry) => {
    if (couldBeNext(entry)) unreachable.add(entry);
    if (couldWasteNext(entry)) next.add(entry);
    if (!isWanted(entry)) return;
    narrowed?.add(entry);
    queues.add(entry);
  });
  for (const { namespace, slots } of view.namespaces()) queues.addSlots(namespace, slots);
  const groups = narrowed ?? whole.groups;
  const totals = {
    ...totalsOf(groups, whole.groups, queues),
    unreachable: unreachable.count,
    unreachableLost: unreachable.lost,
  };
  const status = await statusOf(view, turns);
  const record = view.wasteHistory?.();
  // A slice of its own: with a full history it takes as long as the rest.
  const nextTypes = await turns.once(() =>
    next.with(record === undefined ? [] : wastedHours(record, query, style, Date.now())),
  );
  return turns.once(() => ({
    observedAt: rfc3339(Date.now()) ?? '',
    timeZone: style.timeZone,
    limits: limitsOf(view),
    hasOwners: style.owners !== undefined,
    ...accessFields(style),
    startedAt: rfc3339(performance.timeOrigin) ?? '',
    totals,
    ...groups.worstFirst(whole.loads),
    unreachable: unreachable.worstFirst(style.owners?.()),
    couldWasteNext: nextTypes,
    queues: queues.worstFirst(),
    history: record === undefined ? null : historyOf(record, query, style, Date.now()),
    ...endedOf(view, query, style),
    ranOn: ranOnOf(view, query, style, Date.now()),
    ...tracesOf(view.traces(), query, style),
    status,
  }));
}

/** Of the slots that hold code which the server has given up on, some may hold what is orphaned. */
function totalsOf(groups: Groups, whole: Groups, queues: Queues) {
  const { oldestMaybeRequestAt, maybeCancelled, ...totals } = groups.totals();
  const all = whole.totals();
  const { unaccounted, unaccountedInAll } = queues;
  const mayStillRun = Math.max(totals.orphaned, unaccounted);
  return {
    ...totals,
    mayStillRun,
    slotsHeld: queues.sum('held'),
    slotsHeldInferred: queues.sum('heldInferred'),
    mayStillRunCancelled: maybeCancelled,
    mayStillRunOldestRequestedAt: rfc3339(oldestMaybeRequestAt),
    elsewhere: {
      // A part of what is more than accepted may itself be accepted.
      cancelled: Math.max(0, all.cancelled - all.accepted - (totals.cancelled - totals.accepted)),
      mayStillRun: Math.max(all.orphaned - totals.orphaned, unaccountedInAll - mayStillRun),
      undecided: all.undecided - totals.undecided,
      lost: all.lost - totals.lost,
    },
  };
}

function limitsOf({ limits }: View): Overview['limits'] {
  const { cancelGraceMs, silentAfterMs, stalledAfterMs, unheardAfterMs } = limits;
  return {
    cancelGraceSeconds: cancelGraceMs / 1000,
    silentAfterSeconds: silentAfterMs / 1000,
    stalledAfterSeconds: stalledAfterMs / 1000,
    unheardAfterSeconds: unheardAfterMs / 1000,
  };
}
