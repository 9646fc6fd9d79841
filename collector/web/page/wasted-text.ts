import { inSeconds } from '../../text/duration.js';
import type { Ended } from '../overview-schema.js';

type Wasted = Pick<Ended, 'outcome' | 'cancelRequestedSource' | 'wastedSeconds' | 'wastedSecondsAtMost'>;

/** What ended attempts wasted together: as bounds where the code may have run on after its workflow closed, or the request may have been made earlier. */
export function wastedText(rows: readonly Wasted[]): string {
  const least = rows.reduce((sum, { wastedSeconds }) => sum + wastedSeconds, 0);
  const bounds = rows.map(mostSecondsOf);
  if (rows.every((row, index) => row.outcome !== 'closed' && bounds[index] !== null)) return inSeconds(least);
  const isBounded = bounds.every((bound) => bound !== null);
  if (!isBounded) return least < 1 ? 'not known' : `at least ${inSeconds(least)}`;
  const most = inSeconds(bounds.reduce((sum, bound) => sum + bound, 0));
  return least < 1 ? `not known, at most ${most}` : `${inSeconds(least)} to ${most}`;
}

function mostSecondsOf({ outcome, cancelRequestedSource, wastedSeconds, wastedSecondsAtMost }: Wasted): number | null {
  if (outcome === 'closed') return wastedSecondsAtMost;
  return cancelRequestedSource === 'first_observed' ? null : wastedSeconds;
}
