import { asksForHeartbeats, remedyOf, suggestedSeconds } from '../../findings/advice.js';
import { exampleTimeoutSeconds } from '../../findings/findings.js';
import type { Row } from '../../findings/row.js';
import { sdkHeartbeatPaceMs } from '../../model/activity/heartbeat.js';
import { savedWasteAtMostMs } from '../../model/activity/with-heartbeats.js';
import { inSeconds } from '../../text/duration.js';

/** For code to copy: what is suggested, else what is set, else an example. */
export function codeTimeoutSeconds(row: Row): number {
  return suggestedSeconds(row) ?? row.heartbeatTimeoutSeconds ?? exampleTimeoutSeconds;
}

/** How much of what was wasted so far the change would have saved, as the bound that the audit states, too. Undefined: nothing can be said. */
export function savingOf(row: Row): string | undefined {
  const { wastedSeconds } = row;
  if (wastedSeconds === null) return undefined;
  const remedies = row.findings.map((finding) => remedyOf(finding, row));
  if (remedies.includes('ignoring_cancel')) return savedByStopping(row, wastedSeconds);
  return remedies.some(asksForHeartbeats) ? savedByHeartbeats(row, wastedSeconds) : undefined;
}

function savedByHeartbeats(row: Row, wastedSeconds: number): string | undefined {
  const { cancelRequestedAt, startedAt } = row;
  const timeoutSeconds = suggestedSeconds(row);
  if (timeoutSeconds === undefined || cancelRequestedAt === null) return undefined;
  const cancelled = {
    requestedAt: Date.parse(cancelRequestedAt),
    startedAt: Date.parse(startedAt ?? cancelRequestedAt),
    wastedMs: wastedSeconds * 1000,
  };
  const saved = savedWasteAtMostMs(cancelled, timeoutSeconds * 1000) / 1000;
  if (saved < 1) return undefined;
  return `A heartbeat timeout of ${timeoutSeconds}s would have saved at most ${inSeconds(saved)} of ${inSeconds(wastedSeconds)} so far, if the code called heartbeat at least every ${sdkHeartbeatPaceMs(timeoutSeconds * 1000) / 1000}s from its start on, and stopped at once when it received the cancellation.`;
}

/** It may have received the cancellation before the heartbeat that was observed first. */
function savedByStopping({ toldAt, observedAt }: Row, wastedSeconds: number): string | undefined {
  if (toldAt === null) return undefined;
  const since = Math.min(wastedSeconds, (Date.parse(observedAt) - Date.parse(toldAt)) / 1000);
  return `If it had stopped as soon as it received the cancellation, at least ${inSeconds(since)} and at most ${inSeconds(wastedSeconds)} would have been saved so far.`;
}
