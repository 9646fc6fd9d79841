import type { Situation } from './situation.js';

export type Verdict = Readonly<{ tone: 'good' | 'bad' | 'unknown'; headline: string; explanation: string }>;

/** The page in one line. "Nothing is wasted" and "not known" never look alike. */
export function verdictOf(situation: Situation): Verdict {
  const { knowledge, cancelled, lostNamespaces } = situation;
  const runs = cancelled === 1 ? '1 activity runs for nothing' : `${cancelled} activities run for nothing`;
  if (knowledge === 'unknown')
    return {
      tone: 'unknown',
      headline: lostNamespaces.length > 0 ? 'Not known: Temporal does not answer' : 'Not known yet',
      explanation:
        cancelled > 0
          ? `When last seen, ${runs}. What is below is how it was then.`
          : 'Whether anything is wasted now cannot be told.',
    };
  const explanation = [
    cancelled > 0 ? 'Their cancellation was requested, and they still run.' : '',
    knowledge === 'partly' ? missingOf(situation) : '',
  ];
  return {
    tone: cancelled > 0 ? 'bad' : knowledge === 'full' ? 'good' : 'unknown',
    headline: headlineOf(situation, runs),
    explanation: explanation.filter((sentence) => sentence !== '').join(' '),
  };
}

function headlineOf({ knowledge, cancelled }: Situation, runs: string): string {
  if (knowledge === 'full') return cancelled > 0 ? runs : 'Nothing is wasted now';
  return cancelled > 0 ? `At least ${runs}` : 'Nothing is wasted as far as known';
}

function missingOf({ notLookedAt, lostNamespaces }: Situation): string {
  const parts: string[] = [];
  if (lostNamespaces.length > 0)
    parts.push(`Not known of ${lostNamespaces.map(({ namespace }) => namespace).join(', ')}.`);
  if (notLookedAt > 0) parts.push(`${notLookedAt} executions have not been looked at yet.`);
  return parts.join(' ') || 'Not every namespace has been looked at yet.';
}
