import type { Row } from '../../findings/row.js';
import { codeFor } from '../../findings/sdk-code.js';
import { inSeconds } from '../../text/duration.js';

/** A heartbeat timeout that suits most activities, and when an SDK heartbeats by it at the latest. */
export const heartbeatTimeoutSeconds = 30;
const heardWithinSeconds = 0.8 * heartbeatTimeoutSeconds;

/** How much of what was wasted so far a heartbeat timeout would have saved, as a bound. Undefined: nothing can be said. */
export function savingOf({ findings, wastedSeconds }: Row): string | undefined {
  const needsHeartbeats = findings.some(
    (finding) => finding === 'unheard' || codeFor[finding] === codeFor.no_heartbeat,
  );
  if (!needsHeartbeats || wastedSeconds === null || wastedSeconds <= heardWithinSeconds) return undefined;
  return `With a heartbeat timeout of ${heartbeatTimeoutSeconds}s, and heartbeats, it would have been told within ${heardWithinSeconds}s: had it then stopped at once, at least ${inSeconds(wastedSeconds - heardWithinSeconds)} of ${inSeconds(wastedSeconds)} would have been saved so far.`;
}
