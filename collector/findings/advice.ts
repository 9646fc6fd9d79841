import { suggestHeartbeatTimeoutMs } from '../model/activity/with-heartbeats.js';
import { exampleTimeout, type Finding, findings } from './findings.js';
import type { Row } from './row.js';
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

/** By the rule that the audit uses, too; undefined: another heartbeat timeout would not help, or its timeouts are not known. */
export function suggestedSeconds(row: Row): number | undefined {
  if (!row.optionsKnown) return undefined;
  const ms = (seconds: number | null) => (seconds === null ? undefined : seconds * 1000);
  const suggestedMs = suggestHeartbeatTimeoutMs({
    startToCloseTimeoutMs: ms(row.startToCloseTimeoutSeconds),
    heartbeatTimeoutMs: ms(row.heartbeatTimeoutSeconds),
  });
  return suggestedMs === undefined ? undefined : suggestedMs / 1000;
}

/** The finding whose remedy helps: of what the server has given up on, what was known of its code before the server gave up on it. */
export function remedyOf(finding: Finding, { overrunCause }: Row): Finding {
  if (finding !== 'suspect' && finding !== 'undecided') return finding;
  switch (overrunCause) {
    case null:
      return finding;
    // Its next heartbeat is answered with the end of the attempt, which the SDK reports as a cancellation.
    case 'heartbeating':
      return 'ignoring_cancel';
    case 'ignoring_cancel':
    case 'silent':
    case 'no_heartbeat':
      return overrunCause;
  }
}

/** Its heartbeat timeout already limits the wait for a lost worker. */
export function isBoundedLoss(finding: Finding, row: Row): boolean {
  return finding === 'lost' && row.heartbeatTimeoutSeconds !== null && suggestedSeconds(row) === undefined;
}

/** No heartbeat timeout would end its attempts sooner than its start-to-close timeout. */
export function isTooShortForHeartbeats(finding: Finding, row: Row): boolean {
  const isShort = row.optionsKnown && row.heartbeatTimeoutSeconds === null && suggestedSeconds(row) === undefined;
  return isShort && asksForHeartbeats(finding);
}

/** What to change about it, with the heartbeat timeout that suits it. */
export function adviceOn(found: Finding, row: Row): string {
  const finding = remedyOf(found, row);
  const suggested = suggestedSeconds(row);
  if (isBoundedLoss(finding, row))
    return 'Find out why the worker stopped. The heartbeat timeout of the activity already limits how long Temporal waits for it.';
  if (isTooShortForHeartbeats(finding, row)) return adviceForShortAttempts;
  return adviceSuggesting(finding, suggested === undefined ? [] : [suggested]);
}

/** The same about activities of one type, by the timeouts of the first of which it was found. */
export function adviceOnGroup(finding: Finding, rows: readonly Row[]): string {
  const row = rows.find((one) => one.findings.includes(finding));
  return row === undefined ? findings[finding].advice : adviceOn(finding, row);
}
