import { inSeconds } from '../../text/duration.js';
import type { Overview } from '../overview-schema.js';
import type { Tile } from './tile.js';

/** Of those that run now: what has ended is in the history. Of what may still run, or has lost its worker, what is confirmed is a lower bound. */
export function wastedTile(totals: Overview['totals'], may: number, isNarrowed: boolean): Tile {
  const { cancelled, accepted, wastedSeconds, mayStillRunWastedSeconds: maybeSeconds, lostWastedSeconds } = totals;
  const term = 'Wasted so far by what is shown';
  const doubtful = doubtfulOf(totals, may);
  if (doubtful === '')
    return cancelled === 0
      ? { term, value: inSeconds(0), meaning: nothingRuns(isNarrowed) }
      : {
          term,
          value: inSeconds(wastedSeconds),
          meaning: `confirmed, by ${thoseOf(cancelled, accepted)}; not by what has ended`,
        };
  const known = wastedSeconds + maybeSeconds + lostWastedSeconds;
  const what = `${doubtful} ${doubtful === oneMayStillRun ? 'has' : 'have'} wasted`;
  if (cancelled === 0 && known < 1) return { term, value: 'not known', meaning: `what ${what} is not known` };
  const parts = [
    { seconds: maybeSeconds, by: 'by what may still run' },
    { seconds: lostWastedSeconds, by: 'before a worker was lost' },
  ].filter(({ seconds }) => seconds >= 1);
  const shown = parts.length > 1 || cancelled > 0 ? parts : [];
  const texts = shown.map(({ seconds, by }, index) => `${inSeconds(seconds)} ${index === 0 ? 'of it ' : ''}${by}`);
  const confirmed = texts.length === 0 ? 'confirmed' : `confirmed (${texts.join(', ')})`;
  const since = may > 0 && lostWastedSeconds >= 1 ? 'these have wasted' : what;
  return { term, value: `at least ${inSeconds(known)}`, meaning: `${confirmed}; what ${since} since is not known` };
}

const oneMayStillRun = '1 activity that may still run';

/** Those of which it is not known whether they waste time now; empty: none. */
function doubtfulOf({ lostWastedSeconds }: Overview['totals'], may: number): string {
  return [
    ...(may === 0 ? [] : [may === 1 ? oneMayStillRun : `${may} activities that may still run`]),
    ...(lostWastedSeconds < 1 ? [] : ['cancelled activities whose worker is lost']),
  ].join(' and ');
}

/** A bound, but for code that may still run: nothing is known to end it. */
export function comingTile(totals: Overview['totals'], may: number, isNarrowed: boolean): Tile {
  return { term: 'Can still waste, at most', ...comingFields(totals, may, isNarrowed) };
}

function comingFields(totals: Overview['totals'], may: number, isNarrowed: boolean): Omit<Tile, 'term'> {
  const { cancelled, comingSecondsAtMost, comingWithoutLimit } = totals;
  const until = 'until their timeouts end the attempts, if no one acts; the code may run on';
  const doubtful = doubtfulOf(totals, may);
  if (doubtful !== '') {
    const unknown = `no bound is known for ${doubtful}`;
    return {
      value: 'not known',
      meaning:
        cancelled === 0
          ? unknown
          : `${unknown}; the ${cancelled === 1 ? 'cancelled one' : `${cancelled} cancelled ones`}: ${comingOf(totals)}`,
    };
  }
  if (cancelled === 0) return { value: inSeconds(0), meaning: nothingRuns(isNarrowed) };
  if (comingWithoutLimit > 0)
    return { value: 'no limit', meaning: `no known timeout ends ${comingWithoutLimit} of them` };
  return { value: inSeconds(comingSecondsAtMost), meaning: until };
}

export function nothingRuns(isNarrowed: boolean): string {
  return `nothing${isNarrowed ? ' that matches the filters' : ''} runs after a cancel request`;
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
