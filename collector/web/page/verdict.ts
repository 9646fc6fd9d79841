import { hasElsewhere, isUnreachable, type Situation } from './situation.js';

export type Verdict = Readonly<{
  /** `warning`: nothing is known to be wasted by what is shown, but something may be, is lost, or is elsewhere. */
  tone: 'good' | 'warning' | 'bad' | 'unknown';
  headline: string;
  explanation: string;
}>;

type Totals = Situation['totals'];

/** The page in one line. "Nothing is wasted" and "not known" are never shown alike. */
export function verdictOf(situation: Situation): Verdict {
  if (situation.knowledge === 'unknown')
    return {
      tone: 'unknown',
      headline: unknownHeadline(situation),
      explanation: `${pastOf(situation)} What to do now: ${unknownRemedy(situation)}`,
    };
  return { tone: toneOf(situation), headline: headlineOf(situation), explanation: explanationOf(situation.totals) };
}

type Cause = 'page' | 'starting' | 'unreachable' | 'refused';

function causeOf({ isCutOff, lostNamespaces, discoveryFailure }: Situation): Cause {
  if (isCutOff) return 'page';
  const lost = discoveryFailure === undefined ? lostNamespaces : [...lostNamespaces, discoveryFailure];
  if (lost.length === 0) return 'starting';
  return lost.every(isUnreachable) ? 'unreachable' : 'refused';
}

function unknownHeadline(situation: Situation): string {
  switch (causeOf(situation)) {
    case 'page':
      return 'Not known: Deadbeat does not respond';
    case 'starting':
      return 'Not known yet';
    case 'unreachable':
      return 'Not known: Temporal does not answer';
    case 'refused':
      return 'Not known: requests to Temporal are refused or fail';
  }
}

function unknownRemedy(situation: Situation): string {
  switch (causeOf(situation)) {
    case 'page':
      return 'check that the Deadbeat process is running and that you can reach it. This page updates when it responds again.';
    case 'starting':
      return 'wait until the first pass over the open executions is complete.';
    case 'unreachable':
      return 'check that Temporal is running and that Deadbeat can reach its address; the error is below, under Namespaces.';
    case 'refused':
      return 'check what Deadbeat may do in Temporal; the error is below, under Namespaces.';
  }
}

function pastOf({ lastObserved, totals }: Situation): string {
  if (lastObserved === null) return 'Whether anything is wasted now is unknown. Nothing has been observed yet.';
  const found = presentOf(totals, false);
  return `The last observation, at ${lastObserved}, found: ${found.length === 0 ? 'nothing wasted' : found.join('; ')}.`;
}

function toneOf({ knowledge, totals }: Situation): Verdict['tone'] {
  if (totals.cancelled - totals.accepted > 0) return 'bad';
  if (presentOf(totals, false).length > 0 || hasElsewhere(totals)) return 'warning';
  return knowledge === 'full' ? 'good' : 'unknown';
}

function headlineOf({ knowledge, totals }: Situation): string {
  const isNarrowed = hasElsewhere(totals);
  const found = presentOf(totals, isNarrowed);
  const others = elsewhereOf(totals);
  if (found.length > 0) return [`${knowledge === 'full' ? '' : 'At least '}${found.join('; ')}`, ...others].join('; ');
  const matches = isNarrowed ? ' that matches the filters' : '';
  const beyond = totals.accepted > 0 ? ' beyond what is accepted' : '';
  const nothing =
    knowledge === 'full'
      ? `Nothing${matches} is wasted now${beyond}`
      : `Nothing${matches} is wasted${beyond}, as far as is known`;
  return [nothing, ...others].join('; ');
}

/** Each kind of what is wrong, the worst first. An activity is in one of them. */
function presentOf({ cancelled, accepted, lost, mayStillRun, undecided }: Totals, isNarrowed: boolean): string[] {
  const found: string[] = [];
  const add = (count: number, kind: string, one: string, many: string) => {
    if (count === 0) return;
    const activities = kind + (count === 1 ? 'activity' : 'activities');
    const matching = isNarrowed ? ` that ${count === 1 ? 'matches' : 'match'} the filters` : '';
    found.push(`${count} ${found.length === 0 ? activities + matching : 'more'} ${count === 1 ? one : many}`);
  };
  const plus = accepted > 0 ? `, and ${accepted} more whose waste is accepted` : '';
  add(cancelled - accepted, 'cancelled ', `still runs${plus}`, `still run${plus}`);
  add(lost, '', 'lost its worker', 'lost their worker');
  const may = mayStillRun + undecided;
  const which = undecided < may ? `${undecided} of them ` : '';
  const decided = undecided === 0 ? '' : ` (${which}timed out just now)`;
  add(may, '', `may still run${decided}`, `may still run${decided}`);
  return found;
}

/** What the filters leave out, the worst first. */
function elsewhereOf({ cancelled, accepted, elsewhere }: Totals): string[] {
  const { cancelled: others, lost } = elsewhere;
  const may = elsewhere.mayStillRun + elsewhere.undecided;
  const found: string[] = [];
  if (others > 0)
    found.push(
      cancelled - accepted > 0
        ? `${others} elsewhere`
        : `${others} cancelled ${others === 1 ? 'activity elsewhere still runs' : 'activities elsewhere still run'}`,
    );
  const those = (count: number) => (found.length > 0 ? `${count} more` : activities(count));
  if (lost > 0) found.push(`${those(lost)} elsewhere lost ${lost === 1 ? 'its' : 'their'} worker`);
  if (may > 0) found.push(`${those(may)} elsewhere may still run`);
  return found;
}

function explanationOf({ cancelled, accepted, lost, mayStillRun, undecided }: Totals): string {
  const unaccepted = cancelled - accepted;
  const sentences = [
    unaccepted > 0
      ? unaccepted === 1
        ? 'Its cancellation was requested; until it ends, it usually holds a worker slot.'
        : 'Their cancellation was requested; each usually holds a worker slot until it ends.'
      : '',
    unaccepted === 0 && lost > 0
      ? 'A lost worker has stopped reporting; Temporal counts its attempts as running until a timeout ends them.'
      : '',
    unaccepted === 0 && mayStillRun > 0
      ? 'The workflow has closed, or Temporal has given up on the attempt, but the code may still run and hold a worker slot.'
      : '',
    // Beside others, the headline and the answer to "Can I trust this?" say it.
    unaccepted === 0 && undecided > 0
      ? `${undecided === 1 ? '1 attempt' : `${undecided} attempts`} timed out just now: whether the code still runs is not known yet. The next reports of the workers show it, where they report slots.`
      : '',
    unaccepted === 0 && accepted > 0
      ? `${activities(accepted)} whose waste is accepted still ${accepted === 1 ? 'runs' : 'run'}.`
      : '',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function activities(count: number): string {
  return count === 1 ? '1 activity' : `${count} activities`;
}
