import { isUnreachable, type Situation } from './situation.js';

export type Verdict = Readonly<{
  /** `warning`: nothing is known to be wasted by what is shown, but something may be, or is elsewhere. */
  tone: 'good' | 'warning' | 'bad' | 'unknown';
  headline: string;
  explanation: string;
}>;

/** The page in one line. "Nothing is wasted" and "not known" are never shown alike. */
export function verdictOf(situation: Situation): Verdict {
  const { cancelled } = situation.totals;
  if (situation.knowledge === 'unknown')
    return {
      tone: 'unknown',
      headline: unknownHeadline(situation),
      explanation:
        cancelled > 0
          ? `When last observed, ${activities(cancelled)} ran after ${cancelled === 1 ? 'its' : 'their'} cancellation was requested. The figures below are from that time.`
          : 'Whether anything is wasted now is unknown.',
    };
  return { tone: toneOf(situation), headline: headlineOf(situation), explanation: explanationOf(situation) };
}

function unknownHeadline({ lostNamespaces, discoveryFailure }: Situation): string {
  const lost = discoveryFailure === undefined ? lostNamespaces : [...lostNamespaces, discoveryFailure];
  if (lost.length === 0) return 'Not known yet';
  return lost.every(isUnreachable)
    ? 'Not known: Temporal does not answer'
    : 'Not known: requests to Temporal are refused or fail';
}

function toneOf({ knowledge, totals: { cancelled, accepted, mayStillRun, elsewhere } }: Situation): Verdict['tone'] {
  if (cancelled - accepted > 0) return 'bad';
  if (mayStillRun + elsewhere.cancelled + elsewhere.mayStillRun > 0) return 'warning';
  return knowledge === 'full' ? 'good' : 'unknown';
}

function headlineOf({ knowledge, totals: { cancelled, accepted, mayStillRun, elsewhere } }: Situation): string {
  const unaccepted = cancelled - accepted;
  const least = knowledge === 'full' ? '' : 'At least ';
  const hasMoreElsewhere = elsewhere.cancelled + elsewhere.mayStillRun > 0;
  const match = hasMoreElsewhere ? ' that match the filters' : '';
  const matches = hasMoreElsewhere ? ' that matches the filters' : '';
  if (unaccepted > 0) {
    const running =
      unaccepted === 1
        ? `1 cancelled activity${matches} still runs`
        : `${unaccepted} cancelled activities${match} still run`;
    const more = accepted > 0 ? `, and ${accepted} more whose waste is accepted` : '';
    return `${least}${running}${more}${elsewhere.cancelled > 0 ? `; ${elsewhere.cancelled} elsewhere` : ''}`;
  }
  if (mayStillRun > 0) {
    const may = `${least}${activities(mayStillRun)}${mayStillRun === 1 ? matches : match} may still run`;
    return elsewhere.cancelled > 0 ? `${may}; ${cancelledElsewhere(elsewhere.cancelled)}` : may;
  }
  const beyond = accepted > 0 ? ' beyond what is accepted' : '';
  const nothing =
    knowledge === 'full'
      ? `Nothing${matches} is wasted now${beyond}`
      : `Nothing${matches} is wasted${beyond}, as far as is known`;
  if (elsewhere.cancelled > 0) return `${nothing}; ${cancelledElsewhere(elsewhere.cancelled)}`;
  return elsewhere.mayStillRun > 0
    ? `${nothing}; ${activities(elsewhere.mayStillRun)} elsewhere may still run`
    : nothing;
}

function cancelledElsewhere(count: number): string {
  return count === 1
    ? '1 cancelled activity elsewhere still runs'
    : `${count} cancelled activities elsewhere still run`;
}

function explanationOf({ totals: { cancelled, accepted, mayStillRun } }: Situation): string {
  const unaccepted = cancelled - accepted;
  if (unaccepted > 0)
    return unaccepted === 1
      ? 'Its cancellation was requested; until it ends, it usually holds a worker slot.'
      : 'Their cancellation was requested; each usually holds a worker slot until it ends.';
  const sentences = [
    mayStillRun > 0
      ? 'The workflow has closed, or Temporal has given up on the attempt, but the code may still run and hold a worker slot.'
      : '',
    mayStillRun > 0
      ? `What to do now: wait until the code returns, or stop ${mayStillRun === 1 ? 'its worker' : 'their workers'} gracefully.`
      : '',
    accepted > 0 ? `${activities(accepted)} whose waste is accepted still ${accepted === 1 ? 'runs' : 'run'}.` : '',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function activities(count: number): string {
  return count === 1 ? '1 activity' : `${count} activities`;
}
