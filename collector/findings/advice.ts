import { exampleTimeout, type Finding, findings } from './findings.js';
import { codeFor } from './sdk-code.js';

/** What to change, with the heartbeat timeouts that are suggested in place of the example; of none, the advice as it is. */
export function adviceSuggesting(finding: Finding, suggestedSeconds: readonly number[]): string {
  const distinct = [...new Set(suggestedSeconds)];
  const { advice } = findings[finding];
  if (distinct.length === 0) return advice;
  return advice.replace(
    exampleTimeout,
    distinct.length === 1 ? `suggested: ${distinct[0]}s` : 'suggested below for each',
  );
}

/** Where the start-to-close timeout ends an attempt at least as soon as the shortest heartbeat timeout that is suggested. */
export const adviceForShortAttempts =
  'A heartbeat timeout would not help here: the start-to-close timeout ends an attempt as soon. If the work takes longer than that, give it a longer start-to-close timeout, and then a heartbeat timeout. If it does not, let the code stop by itself when that time is over: ending an attempt on the server does not stop its code.';

/** Whether the advice on the finding is to set a heartbeat timeout. */
export function asksForHeartbeats(finding: Finding): boolean {
  return finding === 'unheard' || codeFor[finding] === codeFor.no_heartbeat;
}
