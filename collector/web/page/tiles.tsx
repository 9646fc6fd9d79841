import type { ComponentChildren } from 'preact';
import { inSeconds } from '../../text/duration.js';
import { timeOfDay } from '../../text/instant.js';
import { dayBegin, inZone, zoneText } from '../../text/zone.js';
import type { Overview } from '../overview-schema.js';
import { Id } from './id.js';
import { NoOwner } from './owner.js';
import { ago } from './times.js';
import { countText, visibilityOf } from './visibility.js';

export type Tile = Readonly<{ term: string; value: ComponentChildren; meaning: ComponentChildren }>;

/** What a reader wants to know first: now, so far, still to come, next. */
export function largeTiles({ totals, groups, unreachable, status }: Overview): readonly Tile[] {
  const [worst] = groups;
  const [next] = unreachable;
  const { cancelled, accepted } = totals;
  const hidesOptions = visibilityOf(status.namespaces, ['options_unknown']);
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
    {
      term: 'Wasted so far',
      value: inSeconds(totals.wastedSeconds),
      meaning:
        cancelled === 0 ? 'nothing runs after a cancel request' : `confirmed; by ${thoseOf(cancelled, accepted)}`,
    },
    { term: 'Can still waste, at most', value: comingOf(totals), meaning: comingNote(totals) },
    {
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
    },
  ];
}

/** The rest, in small. */
export function smallTiles(overview: Overview, now: number): readonly Tile[] {
  const { totals, history, queues, status } = overview;
  const [queue] = queues;
  const workers = visibilityOf(status.namespaces, ['no_worker_reports']);
  const details = visibilityOf(status.namespaces, ['details_encrypted']);
  const isHidden = workers !== 'all';
  return [
    ...(history === null ? [] : pastTiles(history, overview, now)),
    {
      term: 'Oldest cancel request',
      value: totals.oldestCancelRequestedAt === null ? '–' : ago(totals.oldestCancelRequestedAt, now).slice(0, -4),
      meaning:
        totals.oldestCancelRequestedAt === null
          ? 'nothing runs after a cancel request'
          : `since it was requested at ${timeOfDay(totals.oldestCancelRequestedAt, now, overview.timeZone)}`,
    },
    {
      term: 'Slots held by unwanted work',
      value: countText(
        queues.reduce((sum, { held }) => sum + held, 0),
        isHidden ? 'some' : 'all',
      ),
      meaning: queue === undefined ? 'on no task queue' : <WorstQueue key="queue" {...queue} />,
    },
    {
      term: 'May still run',
      value: countText(totals.orphaned, isHidden ? 'some' : 'all'),
      meaning: isHidden
        ? 'activities of closed workflows; without worker heartbeats, attempts that Temporal has given up on are not visible'
        : 'workflow closed, or Temporal has given up on the attempt',
    },
    {
      term: 'Worker lost',
      value: countText(totals.lost, workers),
      meaning: workers === 'none' ? 'there are no worker heartbeats' : lostMeaning(workers),
    },
    {
      term: 'Heartbeat overdue, or stalled',
      value: countText(totals.overdue, details === 'all' ? 'all' : 'some'),
      meaning:
        details === 'all'
          ? 'silent for too long, or without progress'
          : 'silent for too long; the heartbeat details of some activities are encrypted',
    },
  ];
}

function lostMeaning(visibility: 'all' | 'some'): string {
  const meaning = 'its worker has stopped reporting';
  return visibility === 'all' ? meaning : `${meaning}; some namespaces have no worker heartbeats`;
}

type Past = NonNullable<Overview['history']>;

function pastTiles(history: Past, { startedAt, timeZone }: Overview, now: number): readonly Tile[] {
  const { lastHourSeconds, todaySeconds, yesterdaySeconds, since } = history;
  const clock = (at: number) => inZone(at, timeZone).slice(11, 16);
  const todayFrom = clock(Math.max(Date.parse(since), dayBegin(now, timeZone)));
  const zone = zoneText(now, timeZone);
  const hasJustStarted = now - Date.parse(startedAt) < 3_600_000;
  return [
    {
      term: 'Last hour',
      value: inSeconds(lastHourSeconds),
      meaning: hasJustStarted
        ? `counted at the time when Deadbeat found it; some may be from before Deadbeat started at ${clock(Date.parse(startedAt))} ${zone}`
        : 'wasted; counted at the time when Deadbeat found it',
    },
    {
      term: `Today (${zone})`,
      value: inSeconds(todaySeconds),
      meaning: `wasted since ${todayFrom === '00:00' ? 'midnight' : todayFrom}`,
    },
    {
      term: `Yesterday (${zone})`,
      value: yesterdaySeconds === null ? 'not known' : inSeconds(yesterdaySeconds),
      meaning:
        yesterdaySeconds === null
          ? 'Deadbeat did not observe all of that day; deadbeat audit --since 48h reads it from history'
          : 'wasted',
    },
  ];
}

/** Accepted ones are among them. */
function thoseOf(count: number, accepted: number): string {
  const those = count === 1 ? 'the activity that still runs' : `the ${count} activities that still run`;
  return accepted === 0 || count === 1 ? those : `${those} (${accepted} of them accepted)`;
}

type Coming = Pick<Overview['totals'], 'cancelled' | 'comingSecondsAtMost' | 'comingWithoutLimit'>;

/** What those that run could still waste; without a timeout that ends them, there is no limit. */
export function comingOf({ comingSecondsAtMost, comingWithoutLimit }: Coming): string {
  return comingWithoutLimit > 0 ? 'no limit' : inSeconds(comingSecondsAtMost);
}

function comingNote({ comingWithoutLimit }: Coming): string {
  return comingWithoutLimit > 0
    ? `no known timeout ends ${comingWithoutLimit} of them`
    : 'until their timeouts end them, if no one acts';
}

function Worst({ group }: { group: Overview['groups'][number] }) {
  return (
    <>
      most waste: <Id of={group.activityType} /> (
      {group.cancelled === 1 ? '1 activity' : `${group.cancelled} activities`}),{' '}
      {group.owner === null ? <NoOwner /> : <>team {<Id of={group.owner.team} />}</>}
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
