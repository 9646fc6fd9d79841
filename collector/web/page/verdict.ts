import { isUnreachable, type Situation } from './situation.js';

export type Verdict = Readonly<{ tone: 'good' | 'bad' | 'unknown'; headline: string; explanation: string }>;

/** The page in one line. "Nothing is wasted" and "not known" are never shown alike. */
export function verdictOf(situation: Situation): Verdict {
  const { knowledge } = situation;
  const { cancelled, accepted } = situation.totals;
  if (knowledge === 'unknown')
    return {
      tone: 'unknown',
      headline: unknownHeadline(situation),
      explanation:
        cancelled > 0
          ? `When last observed, ${activities(cancelled)} ran after ${cancelled === 1 ? 'its' : 'their'} cancellation was requested. The figures below are from that time.`
          : 'Whether anything is wasted now is unknown.',
    };
  const unaccepted = cancelled - accepted;
  const explanation = [
    unaccepted > 0
      ? unaccepted === 1
        ? 'Its cancellation was requested; until it ends, it usually holds a worker slot.'
        : 'Their cancellation was requested; each usually holds a worker slot until it ends.'
      : '',
    unaccepted === 0 && accepted > 0 ? `${activities(accepted)} whose waste is accepted still ${runs(accepted)}.` : '',
  ];
  return {
    tone: unaccepted > 0 ? 'bad' : knowledge === 'full' ? 'good' : 'unknown',
    headline: headlineOf(situation),
    explanation: explanation.filter((sentence) => sentence !== '').join(' '),
  };
}

function unknownHeadline({ lostNamespaces, discoveryFailure }: Situation): string {
  const lost = discoveryFailure === undefined ? lostNamespaces : [...lostNamespaces, discoveryFailure];
  if (lost.length === 0) return 'Not known yet';
  return lost.every(isUnreachable)
    ? 'Not known: Temporal does not answer'
    : 'Not known: requests to Temporal are refused or fail';
}

function headlineOf({ knowledge, totals: { cancelled, accepted } }: Situation): string {
  const unaccepted = cancelled - accepted;
  const beyond = accepted > 0 ? ' beyond what is accepted' : '';
  if (unaccepted === 0)
    return knowledge === 'full' ? `Nothing is wasted now${beyond}` : `Nothing is wasted${beyond}, as far as is known`;
  const one = unaccepted === 1;
  const running = one ? '1 cancelled activity still runs' : `${unaccepted} cancelled activities still run`;
  const known = knowledge === 'full' ? running : `At least ${running}`;
  return accepted > 0 ? `${known}, and ${accepted} more whose waste is accepted` : known;
}

function runs(count: number): string {
  return count === 1 ? 'runs' : 'run';
}

function activities(count: number): string {
  return count === 1 ? '1 activity' : `${count} activities`;
}
