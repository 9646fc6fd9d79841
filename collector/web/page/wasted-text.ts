import { inSeconds } from '../../text/duration.js';
import type { Ended } from '../overview-schema.js';

type Wasted = Pick<Ended, 'outcome' | 'wastedSeconds' | 'wastedSecondsAtMost'>;

/** What ended attempts wasted together: as bounds where the code may have run on after its workflow closed. */
export function wastedText(rows: readonly Wasted[]): string {
  const least = rows.reduce((sum, { wastedSeconds }) => sum + wastedSeconds, 0);
  if (!rows.some(({ outcome }) => outcome === 'closed')) return inSeconds(least);
  const bounds = rows.map(({ outcome, wastedSeconds, wastedSecondsAtMost }) =>
    outcome === 'closed' ? wastedSecondsAtMost : wastedSeconds,
  );
  const isBounded = bounds.every((bound) => bound !== null);
  if (!isBounded) return least < 1 ? 'not known' : `at least ${inSeconds(least)}`;
  const most = inSeconds(bounds.reduce((sum, bound) => sum + bound, 0));
  return least < 1 ? `not known, at most ${most}` : `${inSeconds(least)} to ${most}`;
}
