import { inSeconds } from '../../text/duration.js';
import { timeOfDay } from '../../text/instant.js';
import type { Overview } from '../overview-schema.js';
import { comingTile, nothingRuns, wastedTile } from './cost-tiles.js';
import { type Filters, isNarrowed } from './filters.js';
import { Id } from './id.js';
import { Team } from './owner.js';
import type { Tile } from './tile.js';
import { ago } from './times.js';
import { countText, visibilityOf } from './visibility.js';

/** What a reader wants to know first: how many, what they have cost, what they will cost, what they take from others. */
export function nowTiles({ totals, groups, queues, status }: Overview, filters: Filters): readonly Tile[] {
  const [worst] = groups;
  const [queue] = queues;
  const { cancelled, accepted, undecided } = totals;
  const may = totals.mayStillRun + undecided;
  const isHidden = visibilityOf(status.namespaces, ['no_worker_reports']) !== 'all';
  const { slotsHeld: held, slotsHeldInferred: inferred } = totals;
  const isNarrow = isNarrowed(filters);
  return [
    {
      term: 'Running after a cancel request',
      value: cancelled - accepted,
      meaning: (
        <>
          {accepted > 0 && `plus ${accepted} whose waste is accepted; `}
          {worst === undefined || worst.cancelled === 0 ? (
            confirmedOf(totals)
          ) : (
            <>
              <Worst group={worst} />
              {totals.mayStillRunCancelled > 0 && `; ${moreOf(totals)}`}
            </>
          )}
        </>
      ),
    },
    wastedTile(totals, may, isNarrow),
    comingTile(totals, may, isNarrow),
    {
      term: 'Slots held by unwanted work',
      value: countText(held, isHidden || undecided > 0 ? 'some' : 'all'),
      meaning: (
        <>
          {queue === undefined ? 'on no task queue' : <WorstQueue {...queue} />}
          {inferred > 0 &&
            `; ${inferred < held ? `${inferred} of them` : 'all of them'} inferred: the code may still run`}
          {isPartOnly(filters) && '; code that may still run counts only where it is known to match the filters'}
          {undecided > 0 && `; ${undecided} that timed out just now may hold more`}
        </>
      ),
    },
  ];
}

/** Which code holds a slot that the server has given up on is known by its task queue, else only as far as it is inferred. */
function isPartOnly({ namespace: _, taskQueue: __, fixedAt: ___, ...others }: Filters): boolean {
  return Object.keys(others).length > 0;
}

function confirmedOf({ mayStillRunCancelled: maybe }: Overview['totals']): string {
  if (maybe === 0) return 'cancelled activities that still run';
  return `confirmed; ${maybe === 1 ? '1 cancelled one' : `${maybe} cancelled ones`} may still run`;
}

function moreOf({ mayStillRunCancelled: maybe }: Overview['totals']): string {
  return maybe === 1 ? '1 more cancelled one may still run' : `${maybe} more cancelled ones may still run`;
}

/** What is wrong besides, or tells how long it has been so. */
export function alsoTiles({ totals, status, timeZone }: Overview, now: number, filters: Filters = {}): readonly Tile[] {
  const workers = visibilityOf(status.namespaces, ['no_worker_reports']);
  const details = visibilityOf(status.namespaces, ['details_encrypted']);
  const isHidden = workers !== 'all';
  const { undecided } = totals;
  return [
    {
      term: 'Worker lost',
      value: countText(totals.lost, workers),
      meaning: workers === 'none' ? 'there are no worker heartbeats' : lostMeaning(totals, workers),
    },
    {
      term: 'May still run',
      value: countText(totals.mayStillRun + undecided, isHidden ? 'some' : 'all'),
      meaning: [
        isHidden
          ? 'activities of closed workflows; without worker heartbeats, attempts that Temporal has given up on are not visible'
          : 'workflow closed, or Temporal has given up on the attempt',
        ...(undecided > 0 ? [`${undecided} timed out just now: not known yet`] : []),
      ].join('; '),
    },
    {
      term: 'Heartbeat overdue, or stalled',
      value: countText(totals.overdue, details === 'all' ? 'all' : 'some'),
      meaning:
        details === 'all'
          ? 'silent for too long, or without progress'
          : 'silent for too long; the heartbeat details of some activities are encrypted',
    },
    { term: 'Oldest cancel request', ...oldestTile(totals, now, timeZone, filters) },
  ];
}

function oldestTile(totals: Overview['totals'], now: number, timeZone: string, filters: Filters): Omit<Tile, 'term'> {
  const { oldestCancelRequestedAt: oldest, mayStillRunOldestRequestedAt: maybe } = totals;
  if (oldest !== null)
    return {
      value: ago(oldest, now).slice(0, -4),
      meaning: `since it was requested at ${timeOfDay(oldest, now, timeZone)}`,
    };
  if (maybe !== null)
    return {
      value: ago(maybe, now).slice(0, -4),
      meaning: `requested at ${timeOfDay(maybe, now, timeZone)}, of an activity that may still run`,
    };
  const isDoubtful = totals.mayStillRun + totals.undecided > 0 || totals.lostWastedSeconds > 0;
  const meaning = isDoubtful ? 'nothing is known to run after a cancel request' : nothingRuns(isNarrowed(filters));
  return { value: '–', meaning };
}

function lostMeaning({ lost, lostSeconds }: Overview['totals'], visibility: 'all' | 'some'): string {
  const waited = lost === 0 ? '' : `; waited ${inSeconds(lostSeconds)} so far`;
  const meaning = `activities whose worker has stopped reporting${waited}`;
  return visibility === 'all' ? meaning : `${meaning}; some namespaces have no worker heartbeats`;
}

function Worst({ group }: { group: Overview['groups'][number] }) {
  return (
    <>
      most waste: <Id of={group.activityType} /> (
      {group.cancelled === 1 ? '1 activity' : `${group.cancelled} activities`})
      <Team owner={group.owner} before=", " />
    </>
  );
}

function WorstQueue({ taskQueue, slots, held }: Overview['queues'][number]) {
  if (slots === null)
    return (
      <>
        {held} on queue <Id of={taskQueue} />; number of slots unknown
      </>
    );
  return (
    <>
      fullest: {held} of {slots} {slots > 0 && `(${Math.min(100, Math.round((100 * held) / slots))} %) `}on queue{' '}
      <Id of={taskQueue} />
    </>
  );
}
