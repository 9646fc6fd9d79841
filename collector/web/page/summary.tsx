import type { Row } from '../../findings/row.js';
import { inSeconds } from '../../text/duration.js';
import type { Situation } from './situation.js';
import { verdictOf } from './verdict.js';

/** What is wasted now, in one line and a few numbers. */
export function Summary({ situation }: { situation: Situation }) {
  const { tone, headline, explanation } = verdictOf(situation);
  const { cancelled, wastedSeconds, unreachable, knowledge } = situation;
  const count = (matches: (row: Row) => boolean) => situation.offenders.filter(matches).length;
  const numbers: readonly (readonly [string, string | number, string])[] = [
    ['Run for nothing', cancelled, 'running although their cancellation was requested'],
    ['Wasted so far', inSeconds(wastedSeconds), 'by those, confirmed'],
    ['Would not hear a cancel', unreachable.length, 'running without heartbeat timeout and heartbeat'],
    [
      'Left behind',
      count(({ orphaned, suspect }) => orphaned || suspect),
      'by closed workflows or after timeouts, and may still run',
    ],
    ['Worker gone', count(({ lost }) => lost), 'whose worker has stopped reporting'],
    ['Overdue or stalled', count(({ stale, stalled }) => stale || stalled), 'silent for too long, or without progress'],
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
      {knowledge === 'unknown' && <p>The numbers are as last seen.</p>}
    </section>
  );
}
