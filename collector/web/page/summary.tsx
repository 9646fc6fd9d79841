import type { ComponentChildren } from 'preact';
import { inSeconds } from '../../text/duration.js';
import type { Overview } from '../overview-schema.js';
import { Id } from './id.js';
import type { Situation } from './situation.js';
import { ago } from './times.js';
import { verdictOf } from './verdict.js';

/** What matters now, in one line and a few numbers. */
export function Summary({ situation, overview, now }: { situation: Situation; overview: Overview; now: number }) {
  const { tone, headline, explanation } = verdictOf(situation);
  const { knowledge, totals } = situation;
  const { history } = overview;
  const [queue] = overview.queues;
  const numbers: readonly (readonly [string, ComponentChildren, ComponentChildren])[] = [
    ['Running after a cancel', totals.cancelled, 'cancelled activities that still run'],
    ['Wasted so far', inSeconds(totals.wastedSeconds), 'by those, confirmed'],
    ['Still to come, at most', comingOf(totals), comingNote(totals)],
    ...(history === null
      ? []
      : [
          [
            'In the last hour',
            inSeconds(history.lastHourSeconds),
            `wasted; ${inSeconds(history.todaySeconds)} today, yesterday ${history.yesterdaySeconds === null ? 'not known' : inSeconds(history.yesterdaySeconds)} (UTC)`,
          ] as const,
        ]),
    [
      'Oldest',
      totals.oldestCancelRequestedAt === null ? '–' : ago(totals.oldestCancelRequestedAt, now).replace(/ ago$/, ''),
      'since its cancellation was requested',
    ],
    [
      'Slots held by waste',
      queue === undefined ? 0 : overview.queues.reduce((sum, { held }) => sum + held, 0),
      queue === undefined ? 'on no task queue' : <WorstQueue key="queue" {...queue} />,
    ],
    ['Would not receive a cancel', totals.unreachable, 'running with no heartbeat timeout and no heartbeat yet'],
    ['May still run', totals.orphaned, 'workflow closed, or Temporal gave up the attempt'],
    ['Worker lost', totals.lost, 'activities whose worker has stopped reporting'],
    ['Overdue or stalled', totals.overdue, 'silent for too long, or without progress'],
  ];
  return (
    <section class={`verdict ${tone}`} aria-labelledby="verdict">
      <h1 id="verdict">{headline}</h1>
      {explanation !== '' && <p>{explanation}</p>}
      <dl class={knowledge === 'unknown' ? 'numbers past' : 'numbers'}>
        {numbers.map(([term, value, meaning]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>
              <strong>{value}</strong> <span>{meaning}</span>
            </dd>
          </div>
        ))}
      </dl>
      {knowledge === 'unknown' && <p>The numbers are as last observed.</p>}
    </section>
  );
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

function WorstQueue({ taskQueue, slots, held }: Overview['queues'][number]) {
  return (
    <>
      worst queue: <Id of={taskQueue} />, {held} {slots === null ? '(its workers report no slots)' : `of ${slots}`}
      {slots !== null && slots > 0 && ` (${Math.min(100, Math.round((100 * held) / slots))} %)`}
    </>
  );
}
