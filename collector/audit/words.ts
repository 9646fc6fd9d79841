import { findings } from '../findings/findings.js';
import type { Reason } from '../model/activity/reason.js';
import { formatDuration } from '../text/duration.js';
import { capital } from '../text/printable.js';
import { durationsText } from './durations.js';
import { type Figures, ignoredOf, isWritten } from './figures.js';
import type { AuditedType, Interval } from './report-schema.js';

/** Of what is over, history tells less than observations of what runs: not when the cancellation was received. */
const titlesOfThePast: Readonly<Partial<Record<Reason, string>>> = {
  awaiting_heartbeat: 'until the cancellation was delivered and it ended',
  silent: 'no heartbeat until a timeout ended it',
};

export function titleInReport(reason: Reason): string {
  return titlesOfThePast[reason] ?? findings[reason].title;
}

/** About types of which nothing is known but that timeouts ended their attempts. */
export const onlyTimedOut = {
  title: 'Ended by timeouts, with nothing wasted after a cancel request',
  advice:
    'Find out why they fell silent or took too long: history does not tell whether their code stopped then. Temporal retried them, or told the workflow.',
} as const;

/** Where it runs, and whose it is. */
export function placeOf(type: AuditedType): string {
  return [`workflow ${type.workflowType}`, `queue ${type.taskQueue}`, ownerOf(type)]
    .filter((part) => part !== '')
    .join(', ');
}

/** Whether anything was lost with it, or could be. */
export function isWorthShowing(type: AuditedType): boolean {
  const { wastedSeconds, lostSeconds, lostSecondsAtMost, orphanedSecondsAtMost, timedOutAtLeast } = type;
  return [wastedSeconds, lostSeconds, lostSecondsAtMost, orphanedSecondsAtMost].some(isWritten) || timedOutAtLeast > 0;
}

/** After a cancel request; of orphans only a bound is known. */
export function wastedText(type: AuditedType, { duration }: Figures): string {
  const { wastedSeconds, wastedSecondsInterval, orphanedSecondsAtMost, orphanedSecondsAtMostInterval } = type;
  const known = isWritten(wastedSeconds) ? duration(wastedSeconds, wastedSecondsInterval) : undefined;
  if (isWritten(orphanedSecondsAtMost)) {
    const atMost = `at most ${duration(orphanedSecondsAtMost, orphanedSecondsAtMostInterval)}`;
    return known === undefined ? `not known, ${atMost}` : `${known}, and ${atMost} orphaned`;
  }
  return known ?? (wastedSeconds > 0 ? 'under 1s' : 'none');
}

/** What the change that is advised would have saved at most, of waste and of waits; empty: nothing. */
export function savedOf(type: AuditedType, { duration }: Figures): string[] {
  if (type.suggestedHeartbeatTimeoutSeconds === null) {
    const { seconds, interval } = ignoredOf(type);
    return isWritten(seconds) ? [duration(seconds, interval)] : [];
  }
  const { savedWasteSecondsAtMost: waste, savedWaitSecondsAtMost: wait } = type;
  return [
    ...(isWritten(waste)
      ? [`${duration(waste, type.savedWasteSecondsAtMostInterval)}${isWritten(wait) ? ' of waste' : ''}`]
      : []),
    ...(isWritten(wait) ? [`${duration(wait, type.savedWaitSecondsAtMostInterval)} of waits`] : []),
  ];
}

/** The same where no advice stands beside it. */
export function savedIf(type: AuditedType, figures: Figures): string[] {
  const saved = savedOf(type, figures);
  if (saved.length === 0) return [isWritten(type.orphanedSecondsAtMost) ? 'not known' : 'nothing'];
  return type.suggestedHeartbeatTimeoutSeconds === null
    ? saved.map((one) => `${one} if its code stops when cancelled`)
    : saved;
}

/** What the suggested heartbeat timeout would have saved, in money; empty without a price or a suggestion. */
export function costOf({ savedCostAtMost, suggestedHeartbeatTimeoutSeconds }: AuditedType, { money }: Figures): string {
  return savedCostAtMost === null || suggestedHeartbeatTimeoutSeconds === null ? '' : money(savedCostAtMost);
}

/** Whom to ask about it; empty: none is named. */
export function ownerOf({ owner }: AuditedType): string {
  if (owner === null) return '';
  const where = [owner.channel, owner.contact].filter((one) => one !== null).join(', ');
  return `team ${owner.team}${where === '' ? '' : ` (${where})`}`;
}

/** How to make the report name teams; undefined: it names the team of every type. */
export function howToNameTeams(types: readonly AuditedType[]): string | undefined {
  const unowned = types.filter(({ owner }) => owner === null).length;
  if (unowned === 0) return undefined;
  const whose =
    unowned === types.length ? 'No team is named.' : `No team is named for ${unowned} of ${types.length} types.`;
  return `${whose} List which team owns which activity types, task queues or workflow types in a YAML file, for example owners: [{ match: { task_queue: pay-* }, team: payments }], and run the audit again with --owners-file FILE.`;
}

export type Why = Readonly<{ text: string; reason?: Reason }>;

/** What was lost, and how, worst first. */
export function whyOf(type: AuditedType, { duration, count }: Figures): Why[] {
  const reasons = Object.entries(type.wastedSecondsByReason) as [Reason, number][];
  const why: Why[] = reasons
    .filter(([, seconds]) => isWritten(seconds))
    .sort(([, a], [, b]) => b - a)
    .map(([reason, seconds]) => ({
      reason,
      text: `${capital(titleInReport(reason))}: ${duration(seconds, type.wastedSecondsByReasonInterval[reason] ?? null)}`,
    }));
  const add = (text: string, seconds: number, interval: Interval) => {
    if (isWritten(seconds)) why.push({ text: `${text} ${duration(seconds, interval)}` });
  };
  add('Silent until a heartbeat timeout:', type.lostSeconds, type.lostSecondsInterval);
  const isCounted = isOnlyByStartToClose(type);
  add(
    `Ended by start-to-close${isCounted ? ` ${timedOutText(type, count)}` : ''} (not known: worker lost, or code still running): at most`,
    type.lostSecondsAtMost,
    type.lostSecondsAtMostInterval,
  );
  add('Orphaned: at most', type.orphanedSecondsAtMost, type.orphanedSecondsAtMostInterval);
  if (type.restarts > 0) why.push({ text: retriedText(type, { duration, count }) });
  if (type.timedOutAtLeast > 0 && !isCounted) why.push({ text: `Ended by a timeout: ${timedOutText(type, count)}` });
  return why;
}

/** Every timeout that ended an attempt was one of those that were waited for. */
function isOnlyByStartToClose({
  wastedSeconds,
  lostSeconds,
  lostSecondsAtMost,
  timedOutAtLeast,
}: AuditedType): boolean {
  return isWritten(lostSecondsAtMost) && timedOutAtLeast > 0 && !isWritten(wastedSeconds) && !isWritten(lostSeconds);
}

export function timedOutText(type: AuditedType, count: Figures['count']): string {
  return `${timesText(count(type.timedOutAtLeast, type.timedOutAtLeastInterval))}${type.restarts > 1 ? ' or more' : ''}`;
}

/** Up to this factor, what was repeated is the time that start-to-close ended, with the pauses between those attempts. */
const withPauses = 1.1;

function retriedText(type: AuditedType, { duration, count }: Pick<Figures, 'duration' | 'count'>): string {
  const { restarts, restartsInterval, repeatedSecondsAtMost: repeated, repeatedSecondsAtMostInterval } = type;
  const isSaidBefore = isOnlyByStartToClose(type) && repeated <= withPauses * type.lostSecondsAtMost;
  const atMost =
    isWritten(repeated) && !isSaidBefore
      ? `, repeating at most ${duration(repeated, repeatedSecondsAtMostInterval)}`
      : '';
  return `Retried: ${timesText(count(restarts, restartsInterval))}${atMost}`;
}

function timesText(count: string): string {
  return count === '1' ? 'once' : `${count} times`;
}

export function cancelledOf(type: AuditedType, { count }: Figures): string {
  return `${count(type.cancelled, type.cancelledInterval)} of ${count(type.attempts, type.attemptsInterval)} ${type.attempts === 1 && type.attemptsInterval === null ? 'attempt' : 'attempts'} cancelled`;
}

export function timeoutText(seconds: number | null): string {
  return seconds === null ? 'none' : formatDuration(seconds * 1000);
}

/** The timeout as scheduled last, and how long completed attempts took, as far as read. */
export function timesOf({ startToCloseSeconds, durationSeconds: durations }: AuditedType): string[] {
  const timeout = startToCloseSeconds === null ? [] : [`Start-to-close: ${timeoutText(startToCloseSeconds)}`];
  const text = durations === null ? undefined : durationsText(durations);
  return text === undefined ? timeout : [...timeout, text];
}
