import { hiddenByLimit } from '../../findings/limit-texts.js';
import { inSeconds } from '../../text/duration.js';
import { printable } from '../../text/printable.js';
import type { Status } from '../answers.js';
import { freshMs, hasElsewhere, type Situation } from './situation.js';

type Props = Readonly<{ situation: Situation; status: Status }>;

/** Whether the reader can believe the figures, in a word, and what that rests on. */
export function Trust({ situation, status }: Props) {
  const [answer, ...grounds] = trustOf(situation, status);
  return (
    <p class="trust">
      <strong>Can I trust this? {answer}</strong> {grounds.join(' ')} <a href="#limits">What cannot be seen</a>
    </p>
  );
}

/** The answer first; then coverage, exactness, and what is hidden. */
export function trustOf(situation: Situation, { namespaces }: Status): readonly [string, ...string[]] {
  const hidden = new Set(namespaces.flatMap(({ limits }) => limits.map(({ limit }) => hiddenByLimit[limit])));
  const exactness =
    'Wasted time is counted only as far as observations confirm it, never estimated; "at most" marks a bound set by timeouts.';
  const notSeen = hidden.size === 0 ? [] : [`Not seen here: ${[...hidden].join('; ')}.`];
  switch (situation.knowledge) {
    case 'full': {
      const doubts = doubtsOf(situation.totals);
      return [
        doubts.length > 0 ? 'Partly.' : hasElsewhere(situation.totals) ? 'Yes, for what matches the filters.' : 'Yes.',
        ...doubts,
        coverageOf(situation, namespaces),
        exactness,
        ...notSeen,
      ];
    }
    case 'partly':
      return ['Partly.', missingOf(situation), ...doubtsOf(situation.totals), exactness, ...notSeen];
    case 'unknown':
      return ['No.', pastOf(situation)];
  }
}

function pastOf({ isCutOff, lastObserved }: Situation): string {
  if (lastObserved === null) return 'Nothing has been observed yet.';
  const figures = `the figures are from the last observation, at ${lastObserved}.`;
  return isCutOff ? `This page does not reach Deadbeat; ${figures}` : `The current state is not known; ${figures}`;
}

/** What is shown, but was not observed. */
function doubtsOf({ undecided, mayStillRun }: Situation['totals']): string[] {
  const that = 'that timed out just now still runs is not known yet.';
  return [
    ...(mayStillRun === 0
      ? []
      : [
          `${mayStillRun} of what is shown ${mayStillRun === 1 ? 'is' : 'are'} inferred, not observed: what may still run, by the slots that workers report or by the timeouts of what closed workflows left behind.`,
        ]),
    ...(undecided === 0
      ? []
      : [`Whether the code of ${undecided === 1 ? '1 attempt' : `${undecided} attempts`} ${that}`]),
  ];
}

function coverageOf({ oldestObservationMs }: Situation, namespaces: Status['namespaces']): string {
  const open = namespaces.reduce((sum, { tracked }) => {
    const { closed: _, ...phases } = tracked;
    return sum + Object.values(phases).reduce((all, count) => all + count, 0);
  }, 0);
  const where = namespaces.length === 1 ? '' : ` in ${namespaces.length} namespaces`;
  if (open === 0) return `No workflow execution is open${where}.`;
  const seconds = inSeconds(Math.max(1, Math.ceil(oldestObservationMs / 1000)));
  return open === 1
    ? `The only open workflow execution was observed within the last ${seconds}.`
    : `All ${open} open workflow executions${where} were observed within the last ${seconds}.`;
}

/** What keeps the page from being the whole present. */
function missingOf(situation: Situation): string {
  const { notDescribed, oldestObservationMs, lostNamespaces, discoveryFailure, isStarting } = situation;
  const names = lostNamespaces.map(({ namespace }) => printable(namespace)).join(', ');
  const parts = [
    lostNamespaces.length > 0
      ? `What runs in namespace${lostNamespaces.length === 1 ? '' : 's'} ${names} is not known now.`
      : '',
    discoveryFailure === undefined ? '' : 'The list of namespaces cannot be read: new namespaces are not known.',
    isStarting ? 'In some namespaces the first listing of executions is not complete yet.' : '',
    notDescribed > 0
      ? `${notDescribed === 1 ? '1 execution has' : `${notDescribed} executions have`} not been examined yet.`
      : '',
    oldestObservationMs > freshMs
      ? `Some executions were last observed ${inSeconds(oldestObservationMs / 1000)} ago.`
      : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
