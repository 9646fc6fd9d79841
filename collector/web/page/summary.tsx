import { inSeconds } from '../../text/duration.js';
import type { Situation } from './situation.js';
import { verdictOf } from './verdict.js';

/** What is wasted now, in one line and a few numbers. */
export function Summary({ situation }: { situation: Situation }) {
  const { tone, headline, explanation } = verdictOf(situation);
  const { knowledge, totals } = situation;
  const { cancelled, wastedSeconds, unreachable, orphaned, lost, overdue } = totals;
  const numbers: readonly (readonly [string, string | number, string])[] = [
    ['Wasted right now', cancelled, 'running although their cancellation was requested'],
    ['Wasted so far', inSeconds(wastedSeconds), 'by those, confirmed'],
    ['Would not hear a cancel', unreachable, 'running without heartbeat timeout and heartbeat'],
    ['Orphaned', orphaned, 'workflow closed or attempt given up, may still run'],
    ['Worker lost', lost, 'whose worker has stopped reporting'],
    ['Overdue or stalled', overdue, 'silent for too long, or without progress'],
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
