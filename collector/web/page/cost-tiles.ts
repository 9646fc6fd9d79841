import { inSeconds } from '../../text/duration.js';
import type { Overview } from '../overview-schema.js';
import type { Tile } from './tile.js';

/** Of those that run now: the history also has what ended, and only what was found in its hour or day. */
export function wastedTile(
  { cancelled, accepted, wastedSeconds }: Overview['totals'],
  may: number,
  hasHistory: boolean,
): Tile {
  const term = 'Wasted so far';
  const ended = hasHistory ? '; “Last hour” also has what ended' : '';
  if (cancelled > 0)
    return { term, value: inSeconds(wastedSeconds), meaning: `confirmed; by ${thoseOf(cancelled, accepted)}${ended}` };
  return may === 0
    ? { term, value: inSeconds(0), meaning: 'nothing runs after a cancel request' }
    : {
        term,
        value: 'not known',
        meaning: `what ${those(may)} that may still run ${may === 1 ? 'wastes' : 'waste'} is not counted${ended}`,
      };
}

/** A bound, but for code that may still run: nothing is known to end it. */
export function comingTile(totals: Overview['totals'], may: number): Tile {
  return { term: 'Can still waste, at most', ...comingFields(totals, may) };
}

function comingFields(totals: Overview['totals'], may: number): Omit<Tile, 'term'> {
  const { cancelled, comingSecondsAtMost, comingWithoutLimit } = totals;
  const until = 'until their timeouts end the attempts, if no one acts; the code may run on';
  if (may > 0) {
    const unknown = `no bound is known for ${those(may)} that may still run`;
    return {
      value: 'not known',
      meaning:
        cancelled === 0
          ? unknown
          : `${unknown}; the ${cancelled === 1 ? 'cancelled one' : `${cancelled} cancelled ones`}: ${comingOf(totals)}`,
    };
  }
  if (cancelled === 0) return { value: inSeconds(0), meaning: 'nothing runs after a cancel request' };
  if (comingWithoutLimit > 0)
    return { value: 'no limit', meaning: `no known timeout ends ${comingWithoutLimit} of them` };
  return { value: inSeconds(comingSecondsAtMost), meaning: until };
}

function those(count: number): string {
  return count === 1 ? '1 activity' : `${count} activities`;
}

/** Accepted ones are among them. */
function thoseOf(count: number, accepted: number): string {
  const those = count === 1 ? 'the activity that still runs' : `the ${count} activities that still run`;
  return accepted === 0 || count === 1 ? those : `${those} (${accepted} of them accepted)`;
}

type Coming = Pick<Overview['totals'], 'comingSecondsAtMost' | 'comingWithoutLimit'>;

/** What those that run could still waste, as far as the server counts their attempts; without a timeout there is no limit. */
export function comingOf({ comingSecondsAtMost, comingWithoutLimit }: Coming): string {
  return comingWithoutLimit > 0 ? 'without limit' : `at most ${inSeconds(comingSecondsAtMost)}`;
}
