import { adviceForShortAttempts, adviceSuggesting } from '../findings/advice.js';
import { findings } from '../findings/findings.js';
import { type Reason, reasons } from '../model/activity/reason.js';
import { usualTimeoutsMs } from '../model/activity/with-heartbeats.js';
import { formatDuration, inSeconds } from '../text/duration.js';
import { capital } from '../text/printable.js';
import { isWritten } from './figures.js';
import type { AuditedType } from './report-schema.js';
import { titleInReport } from './words.js';

const shortestSeconds = Math.min(...usualTimeoutsMs) / 1000;
const longestSeconds = Math.max(...usualTimeoutsMs) / 1000;

/** What kind of change an activity type needs: by the reason of its waste; else by what was waited for, or was left behind. */
export type AdviceKind = Reason | 'noticed_late' | 'short_attempts' | 'orphaned';

export type Judged = Pick<
  AuditedType,
  | 'wastedSecondsByReason'
  | 'lostSecondsAtMost'
  | 'orphanedSecondsAtMost'
  | 'heartbeatTimeoutSeconds'
  | 'startToCloseSeconds'
  | 'suggestedHeartbeatTimeoutSeconds'
>;

/** Undefined: nothing to change is known. */
export function adviceKindOf(type: Judged): AdviceKind | undefined {
  const { suggestedHeartbeatTimeoutSeconds: suggested, lostSecondsAtMost, orphanedSecondsAtMost } = type;
  const reason = worstReason(type.wastedSecondsByReason);
  const needsHeartbeats = reason === 'no_heartbeat' || reason === 'unheard';
  if (reason !== undefined && (suggested !== null || !needsHeartbeats)) return reason;
  if (suggested !== null) return 'noticed_late';
  if (isEndedAsSoon(type) && (needsHeartbeats || isWritten(lostSecondsAtMost))) return 'short_attempts';
  return isWritten(orphanedSecondsAtMost) ? 'orphaned' : undefined;
}

/** The avoidable reason for which most was wasted. */
export function worstReason(byReason: AuditedType['wastedSecondsByReason']): Reason | undefined {
  return reasons
    .filter((reason) => findings[reason].isAvoidable && isWritten(byReason[reason] ?? 0))
    .sort((a, b) => (byReason[b] ?? 0) - (byReason[a] ?? 0))[0];
}

/** By its start-to-close timeout, so that no heartbeat timeout that is suggested would be shorter. */
export function isEndedAsSoon({ heartbeatTimeoutSeconds, startToCloseSeconds }: Judged): boolean {
  return heartbeatTimeoutSeconds === null && startToCloseSeconds !== null && startToCloseSeconds <= shortestSeconds;
}

export function adviceTitle(kind: AdviceKind): string {
  if (kind === 'noticed_late') return 'Timed out without a heartbeat timeout';
  if (kind === 'short_attempts') return 'Ended by a short start-to-close timeout';
  return capital(kind === 'orphaned' ? findings[kind].title : titleInReport(kind));
}

/** With the heartbeat timeouts that are suggested, if any. */
export function adviceText(kind: AdviceKind, suggestedSeconds: readonly number[]): string {
  if (kind === 'noticed_late')
    return 'Without a heartbeat timeout, Temporal notices only at the start-to-close timeout that a worker has died, and the workflow waits until then. Call heartbeat, and set a heartbeat timeout.';
  if (kind === 'short_attempts') return adviceForShortAttempts;
  const advice = adviceSuggesting(kind, suggestedSeconds);
  return kind === 'silent' ? `${advice} ${silentInGo}` : advice;
}

/** Its SDK sends no heartbeat after it has delivered a cancellation; history does not tell the two apart. */
const silentInGo =
  'A Go activity that continues after its cancellation ends in this way, too: let it return when ctx.Done() is closed.';

/** What to change about one type, for readers without the report; empty: nothing is known. */
export function adviceFor(type: Judged): string {
  const kind = adviceKindOf(type);
  if (kind === undefined) return '';
  const { suggestedHeartbeatTimeoutSeconds: seconds } = type;
  const text = adviceText(kind, seconds === null ? [] : [seconds]);
  return seconds === null ? text : `${text} Suggested heartbeat timeout: ${formatDuration(seconds * 1000)}.`;
}

/** What another heartbeat timeout would have saved where none is suggested. */
export function savedByNone(type: Judged): string {
  const { heartbeatTimeoutSeconds: own } = type;
  if (own !== null && own <= longestSeconds) return 'nothing, its own is short enough';
  if (isEndedAsSoon(type))
    return `nothing, start-to-close ends an attempt after ${inSeconds(type.startToCloseSeconds ?? 0)} anyway`;
  return isWritten(type.orphanedSecondsAtMost)
    ? 'not known, history does not tell how long orphans ran on'
    : 'nothing, there was nothing to save';
}

/** Nothing is known of it but that timeouts ended its attempts: nothing was wasted after a cancel request. */
export function isOnlyTimedOut(type: AuditedType): boolean {
  return !isWritten(type.wastedSeconds) && adviceKindOf(type) === undefined;
}

/** Types that need the same change together, in the order in which they come. */
export function byAdvice<T extends AuditedType>(types: readonly T[]): Map<AdviceKind, T[]> {
  const byKind = new Map<AdviceKind, T[]>();
  for (const type of types) {
    const kind = adviceKindOf(type);
    if (kind !== undefined) byKind.set(kind, [...(byKind.get(kind) ?? []), type]);
  }
  return byKind;
}

/** In seconds; each once. */
export function suggestedFor(types: readonly AuditedType[]): number[] {
  return [...new Set(types.flatMap(({ suggestedHeartbeatTimeoutSeconds: one }) => one ?? []))];
}
