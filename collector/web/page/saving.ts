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
  return `With a heartbeat timeout of ${heartbeatTimeoutSeconds}s, and heartbeats, it would have been told within ${heardWithinSeconds}s: had it then stopped at once, at least ${inSeconds(wastedSeconds - heardWithinSeconds)} of ${inSeconds(wastedSeconds)} would have been saved so far.`;
}

/** It may have been told before the heartbeat that was observed first. */
function savedByStopping({ toldAt, observedAt }: Row, wastedSeconds: number): string | undefined {
  if (toldAt === null) return undefined;
  const since = Math.min(wastedSeconds, (Date.parse(observedAt) - Date.parse(toldAt)) / 1000);
  return `Had it stopped as soon as it was told, at least ${inSeconds(since)} of ${inSeconds(wastedSeconds)} would have been saved so far.`;
}
