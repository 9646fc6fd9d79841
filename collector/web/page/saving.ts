import type { Row } from '../../findings/row.js';
import { codeFor } from '../../findings/sdk-code.js';
import { inSeconds } from '../../text/duration.js';

/** A heartbeat timeout that suits most activities, and when an SDK heartbeats by it at the latest. */
export const heartbeatTimeoutSeconds = 30;
const heardWithinSeconds = 0.8 * heartbeatTimeoutSeconds;

/** How much of what was wasted so far the change would have saved, as a bound. Undefined: nothing can be said. */
export function savingOf(row: Row): string | undefined {
  const { findings, wastedSeconds } = row;
  if (wastedSeconds === null) return undefined;
  if (findings.includes('ignoring_cancel')) return savedByStopping(row, wastedSeconds);
  const needsHeartbeats = findings.some(
    (finding) => finding === 'unheard' || codeFor[finding] === codeFor.no_heartbeat,
  );
  if (!needsHeartbeats || wastedSeconds <= heardWithinSeconds) return undefined;
  return `With heartbeats and a heartbeat timeout of ${heartbeatTimeoutSeconds}s, it would have received the cancellation within ${heardWithinSeconds}s. If it had then stopped at once, at least ${inSeconds(wastedSeconds - heardWithinSeconds)} of ${inSeconds(wastedSeconds)} would have been saved so far.`;
}

/** It may have received the cancellation before the heartbeat that was observed first. */
function savedByStopping({ toldAt, observedAt }: Row, wastedSeconds: number): string | undefined {
  if (toldAt === null) return undefined;
  const since = Math.min(wastedSeconds, (Date.parse(observedAt) - Date.parse(toldAt)) / 1000);
  return `If it had stopped as soon as it received the cancellation, at least ${inSeconds(since)} of ${inSeconds(wastedSeconds)} would have been saved so far.`;
}
