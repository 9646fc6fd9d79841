import { inSeconds } from '../../text/duration.js';
import { printable } from '../../text/printable.js';
import { freshMs, isUnreachable, type Situation } from './situation.js';

export type Verdict = Readonly<{ tone: 'good' | 'bad' | 'unknown'; headline: string; explanation: string }>;

/** The page in one line. "Nothing is wasted" and "not known" are never shown alike. */
export function verdictOf(situation: Situation): Verdict {
  const { knowledge } = situation;
  const { cancelled } = situation.totals;
  if (knowledge === 'unknown')
    return {
      tone: 'unknown',
      headline: unknownHeadline(situation),
      explanation:
        cancelled > 0
          ? `When last observed, ${activities(cancelled)} ran after ${cancelled === 1 ? 'its' : 'their'} cancellation was requested. The figures below are from that time.`
          : 'Whether anything is wasted now is unknown.',
    };
  const explanation = [
    cancelled > 0 ? 'The result is no longer wanted; until it ends, such an activity usually holds a worker slot.' : '',
    knowledge === 'partly' ? missingOf(situation) : freshnessOf(situation),
  ];
  return {
    tone: cancelled > 0 ? 'bad' : knowledge === 'full' ? 'good' : 'unknown',
    headline: headlineOf(situation),
    explanation: explanation.filter((sentence) => sentence !== '').join(' '),
  };
}

function unknownHeadline({ lostNamespaces, discoveryFailure }: Situation): string {
  const lost = discoveryFailure === undefined ? lostNamespaces : [...lostNamespaces, discoveryFailure];
  if (lost.length === 0) return 'Not known yet';
  return lost.every(isUnreachable) ? 'Not known: Temporal does not answer' : 'Not known: Temporal cannot be read';
}

function headlineOf({ knowledge, totals: { cancelled } }: Situation): string {
  if (cancelled === 0) return knowledge === 'full' ? 'Nothing is wasted now' : 'Nothing is wasted, as far as known';
  const running = cancelled === 1 ? '1 cancelled activity still runs' : `${cancelled} cancelled activities still run`;
  return knowledge === 'full' ? running : `At least ${running}`;
}

function activities(count: number): string {
  return count === 1 ? '1 activity' : `${count} activities`;
}

function freshnessOf({ oldestObservationMs }: Situation): string {
  return `Every open execution was observed within the last ${inSeconds(Math.max(1, Math.ceil(oldestObservationMs / 1000)))}.`;
}

function missingOf(situation: Situation): string {
  const { notDescribed, oldestObservationMs, lostNamespaces, discoveryFailure, isStarting } = situation;
  const names = lostNamespaces.map(({ namespace }) => printable(namespace)).join(', ');
  const parts = [
    lostNamespaces.length > 0
      ? `What runs in namespace${lostNamespaces.length === 1 ? '' : 's'} ${names} is not known now.`
      : '',
    discoveryFailure === undefined ? '' : 'The namespaces cannot be listed: those that are new are not known.',
    isStarting ? 'Not every namespace has been listed yet.' : '',
    notDescribed > 0
      ? `${notDescribed === 1 ? '1 execution has' : `${notDescribed} executions have`} not been described yet.`
      : '',
    oldestObservationMs > freshMs
      ? `Some executions were last observed ${inSeconds(oldestObservationMs / 1000)} ago.`
      : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
