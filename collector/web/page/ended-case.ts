import { inSeconds } from '../../text/duration.js';
import { timeOfDay } from '../../text/instant.js';
import type { Overview } from '../overview-schema.js';
import { keyOf } from './address.js';
import { codeText, outcomeTexts } from './ended.js';
import { wastedText } from './wasted-text.js';

/** What is known of a case that a link names and that is not among what is wrong now. */
export function endedCase(key: string, { ended, traces, timeZone }: Overview, now: number): string {
  const at = (time: string) => timeOfDay(time, now, timeZone);
  const ends = ended.filter(({ attempt, ...row }) => attempt !== null && keyOf({ ...row, attempt }) === key);
  const facts = [
    ...ends.map(
      (row) =>
        `Ended at ${at(row.endedAt)}: ${outcomeTexts[row.outcome]}${codeText([row])}; wasted: ${wastedText([row])}.`,
    ),
    ...traces
      .filter(
        (trace) => keyOf(trace) === key && !(trace.kind === 'ran_on' && ends.some(({ ranOnUntil }) => ranOnUntil)),
      )
      .map(({ kind, from, until, seconds }) =>
        kind === 'lost'
          ? `Its worker was lost: Temporal waited for it for ${inSeconds(seconds)}, until ${at(until)}.`
          : `Temporal gave up on it at ${at(from)}; a slot of its worker stayed in use until ${at(until)} at least, probably by its code (inferred).`,
      ),
  ];
  const isOver = 'The case that this link names is not among what is wrong now';
  if (facts.length === 0) return `${isOver}: it has ended, or another attempt runs.`;
  return `${isOver}. ${facts.join(' ')}`;
}
