import type { ComponentChildren } from 'preact';
import { inSeconds } from '../../text/duration.js';
import { timeOfDay } from '../../text/instant.js';
import type { Overview } from '../overview-schema.js';
import type { Filters } from './filters.js';
import { Id } from './id.js';
import { Team } from './owner.js';
import { ago } from './times.js';
import { countText, visibilityOf } from './visibility.js';

export type Tile = Readonly<{ term: string; value: ComponentChildren; meaning: ComponentChildren }>;

/** What a reader wants to know first: how many, what they have cost, what they will cost, what they take from others. */
export function nowTiles({ totals, groups, queues, status }: Overview, filters: Filters): readonly Tile[] {
  const [worst] = groups;
  const [queue] = queues;
  const { cancelled, accepted, undecided } = totals;
  const may = totals.mayStillRun + undecided;
  const isHidden = visibilityOf(status.namespaces, ['no_worker_reports']) !== 'all';
  const held = queues.reduce((sum, one) => sum + one.held, 0);
  return [
    {
      term: 'Running after a cancel request',
      value: cancelled - accepted,
      meaning: (
        <>
          {accepted > 0 && `plus ${accepted} whose waste is accepted; `}
          {worst === undefined || worst.cancelled === 0 ? (
            'cancelled activities that still run'
          ) : (
            <Worst group={worst} />
          )}
        </>
      ),
    },
    wastedTile(totals, may),
    { term: 'Can still waste, at most', ...comingTile(totals, may) },
    {
      term: 'Slots held by unwanted work',
      value: countText(held, isHidden || undecided > 0 ? 'some' : 'all'),
      meaning: (
        <>
          {queue === undefined ? 'on no task queue' : <WorstQueue {...queue} />}
          {isPartOnly(filters) && '; of code that Temporal has given up on, only what is known to match the filters'}
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

function wastedTile({ cancelled, accepted, wastedSeconds }: Overview['totals'], may: number): Tile {
  const term = 'Wasted so far';
  if (cancelled > 0)
    return { term, value: inSeconds(wastedSeconds), meaning: `confirmed; by ${thoseOf(cancelled, accepted)}` };
  return may === 0
    ? { term, value: inSeconds(0), meaning: 'nothing runs after a cancel request' }
    : {
        term,
        value: 'not known',
        meaning: `what ${those(may)} that may still run ${may === 1 ? 'wastes' : 'waste'} is not counted`,
      };
}

/** A bound, but for code that may still run: nothing is known to end it. */
function comingTile(totals: Overview['totals'], may: number): Omit<Tile, 'term'> {
  const { cancelled, comingSecondsAtMost, comingWithoutLimit } = totals;
  const until = 'until their timeouts end the attempts, if no one acts; the code may run on';
  if (may > 0) {
    const unknown = `no bound is known for ${those(may)} that may still run`;
    return {
      value: 'not known',
      meaning:
        cancelled === 0
          ? unknown
          : `${unknown}; the ${cancelled === 1 ? 'cancelled one' : `${cancelled} cancelled ones`}: ${comingOf(totals)}`,
    };
  }
  if (cancelled === 0) return { value: inSeconds(0), meaning: 'nothing runs after a cancel request' };
  if (comingWithoutLimit > 0)
    return { value: 'no limit', meaning: `no known timeout ends ${comingWithoutLimit} of them` };
  return { value: inSeconds(comingSecondsAtMost), meaning: until };
}

/** What is wrong besides, or tells how long it has been so. */
export function alsoTiles({ totals, status, timeZone }: Overview, now: number): readonly Tile[] {
  const workers = visibilityOf(status.namespaces, ['no_worker_reports']);
  const details = visibilityOf(status.namespaces, ['details_encrypted']);
  const isHidden = workers !== 'all';
  const { undecided, oldestCancelRequestedAt: oldest } = totals;
  return [
    {
      term: 'Worker lost',
      value: countText(totals.lost, workers),
      meaning: workers === 'none' ? 'there are no worker heartbeats' : lostMeaning(workers),
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
    {
      term: 'Oldest cancel request',
      value: oldest === null ? '–' : ago(oldest, now).slice(0, -4),
      meaning:
        oldest === null
          ? 'nothing runs after a cancel request'
          : `since it was requested at ${timeOfDay(oldest, now, timeZone)}`,
    },
  ];
}

/** Where the next waste comes from. */
export function nextTile({ totals, unreachable, status }: Overview): Tile {
  const [next] = unreachable;
  const hidesOptions = visibilityOf(status.namespaces, ['options_unknown']);
  return {
    term: 'Would not receive a cancellation',
    value: countText(totals.unreachable, hidesOptions === 'none' ? 'some' : hidesOptions),
    meaning:
      next === undefined ? (
        'running activities'
      ) : (
        <>
          running activities; most: <Id of={next.activityType} /> ({next.count}), could waste{' '}
          {next.unlimited > 0 ? 'without limit' : inSeconds(next.exposureSeconds)}
        </>
      ),
  };
}

function lostMeaning(visibility: 'all' | 'some'): string {
  const meaning = 'its worker has stopped reporting';
  return visibility === 'all' ? meaning : `${meaning}; some namespaces have no worker heartbeats`;
}

function those(count: number): string {
  return count === 1 ? '1 activity' : `${count} activities`;
}

/** Accepted ones are among them. */
function thoseOf(count: number, accepted: number): string {
  const those = count === 1 ? 'the activity that still runs' : `the ${count} activities that still run`;
  return accepted === 0 || count === 1 ? those : `${those} (${accepted} of them accepted)`;
}

type Coming = Pick<Overview['totals'], 'comingSecondsAtMost' | 'comingWithoutLimit'>;

/** What those that run could still waste, as far as the server counts their attempts; without a timeout there is no limit. */
export function comingOf({ comingSecondsAtMost, comingWithoutLimit }: Coming): string {
  return comingWithoutLimit > 0 ? 'without limit' : `at most ${inSeconds(comingSecondsAtMost)}`;
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
      most: {held} of {slots} {slots > 0 && `(${Math.min(100, Math.round((100 * held) / slots))} %) `}on queue{' '}
      <Id of={taskQueue} />
    </>
  );
}
