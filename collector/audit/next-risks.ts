import { inSeconds } from '../text/duration.js';
import { isEndedAsSoon } from './advice.js';
import { durationsText } from './durations.js';
import { type Figures, isWritten } from './figures.js';
import type { AuditedType } from './report-schema.js';
import { timedOutText, wastedText } from './words.js';

/**
 * Types that a cancellation would not end, so that the next waste may come from them. By what one attempt could waste
 * until Temporal gives up on it: its start-to-close timeout, however short attempts usually are; then by what they wasted.
 */
export function exposedOf(types: readonly AuditedType[]): AuditedType[] {
  return types
    .filter((type) => type.attempts > 0 && (couldNotReceive(type) || ranOn(type) || isEndedSoon(type)))
    .sort((a, b) => compare(exposureOf(b), exposureOf(a)) || b.wastedSeconds - a.wastedSeconds);
}

function couldNotReceive(type: AuditedType): boolean {
  return isWithoutHeartbeats(type) && !isEndedAsSoon(type);
}

/** A heartbeat timeout would not help it, but its code may run on after each attempt that Temporal ended. */
export function isEndedSoon(type: AuditedType): boolean {
  return isWithoutHeartbeats(type) && isEndedAsSoon(type) && type.timedOutAtLeast > 0;
}

function isWithoutHeartbeats(type: AuditedType): boolean {
  return type.heartbeatTimeoutSeconds === null && (type.cancelled === 0 || hasNotReceivedOne(type));
}

/** It received a cancellation. */
function ranOn(type: AuditedType): boolean {
  return isWritten(type.wastedSecondsByReason.ignoring_cancel ?? 0) && !couldNotReceive(type) && !isEndedSoon(type);
}

const namedAtMost = 5;

/** In a sentence or two, how many types these are; with the names of some where no list follows. */
export function nextRisksText(exposed: readonly AuditedType[], isListed: boolean): string {
  const parts: string[] = [];
  const add = (types: readonly AuditedType[], first: (they: string) => string, further: (they: string) => string) => {
    if (types.length === 0) return;
    const they = types.length === 1 ? 'it' : 'they';
    const said =
      parts.length === 0
        ? `${types.length} activity ${types.length === 1 ? 'type' : 'types'} ${first(they)}`
        : `${types.length} ${further(they)}`;
    parts.push(`${said}${isListed ? '' : `: ${namesOf(types)}`}.`);
  };
  const after = (what: string) => (they: string) => `ran on after ${they} had received ${what}`;
  add(exposed.filter(couldNotReceive), () => 'could not receive a cancellation', String);
  add(exposed.filter(ranOn), after('a cancellation'), after('one'));
  const ended = exposed.filter(isEndedSoon);
  if (ended.length > 0) parts.push(endedText(ended, parts.length === 0));
  const longest = Math.max(...exposed.map(exposureOf));
  const waste = Number.isFinite(longest) ? `at most ${inSeconds(longest)}` : 'time';
  return `${parts.join(' ')} Each further cancelled attempt could waste ${waste} until Temporal gives up on it; its code may run on.`;
}

/** With their names, for they come last in the list, or are cut off. */
function endedText(ended: readonly AuditedType[], isFirst: boolean): string {
  const what = isFirst ? ` activity ${ended.length === 1 ? 'type' : 'types'}` : '';
  return `Temporal ended attempts of ${ended.length}${what} by a start-to-close timeout so short that a heartbeat timeout would not help: ${namesOf(ended)}.`;
}

function namesOf(types: readonly AuditedType[]): string {
  const names = types
    .slice(0, namedAtMost)
    .map((type) => (hasWasted(type) ? `${type.activityType} (has wasted before)` : type.activityType));
  const more = types.length - namedAtMost;
  return `${names.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** What one attempt of it could waste until Temporal gives up on it, and what it wasted. */
export function exposureText(type: AuditedType, figures: Figures): string {
  const { startToCloseSeconds, durationSeconds } = type;
  const durations = durationSeconds === null ? undefined : durationsText(durationSeconds);
  return [
    `${historyOf(type, figures)}${
      startToCloseSeconds === null
        ? 'its start-to-close timeout is not known'
        : `an attempt could waste at most ${inSeconds(startToCloseSeconds)} until Temporal gives up on it`
    }`,
    ...(hasWasted(type) ? [`It wasted ${wastedText(type, figures)} in this window`] : []),
    ...(durations === undefined ? [] : [durations]),
  ].join('. ');
}

function historyOf(type: AuditedType, { count }: Figures): string {
  if (isEndedSoon(type)) return `ended by a timeout ${timedOutText(type, count)}; `;
  return ranOn(type) ? 'received a cancellation and ran on; ' : '';
}

function hasWasted({ wastedSeconds }: AuditedType): boolean {
  return isWritten(wastedSeconds);
}

/** Code that sent heartbeats received its cancellation without a heartbeat timeout, too. */
function hasNotReceivedOne({ wastedSecondsByReason: { no_heartbeat = 0, unheard = 0 } }: AuditedType): boolean {
  return no_heartbeat + unheard > 0;
}

/** Without a known timeout there is no known limit. */
function exposureOf({ startToCloseSeconds }: AuditedType): number {
  return startToCloseSeconds ?? Number.POSITIVE_INFINITY;
}

/** Infinity less infinity is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
