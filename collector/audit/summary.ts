import { figuresOf, isSampled, isWritten, savedByCodeOver, sumOver } from './figures.js';
import type { AuditReport } from './report-schema.js';
import { toTheMinute } from './trust.js';

/** What was wasted and what would have saved it, one figure to a sentence. */
export function wasteOf(report: AuditReport): string {
  if (isUnread(report)) return 'Not known what was wasted: nothing could be read.';
  if (isEmpty(report)) return 'No execution of this window was found: nothing is known to have been wasted.';
  const { wastedSeconds, wastedSecondsInterval, types } = report;
  const { duration } = figuresOf(report);
  const sentences =
    wastedSeconds > 0 || wastedSecondsInterval !== null
      ? [`${duration(wastedSeconds, wastedSecondsInterval)} of activity time was wasted after a cancel request.`]
      : ['No activity time was wasted after a cancel request.'];
  const add = (what: string, { seconds, interval }: ReturnType<typeof sumOver>, ofWhat: string) => {
    if (isWritten(seconds))
      sentences.push(`${what} would have saved at most ${duration(seconds, interval)} ${ofWhat}.`);
  };
  add('Heartbeat timeouts', sumOver(types, 'savedWasteSecondsAtMost'), 'of it');
  add('Code that stops when cancelled', savedByCodeOver(types), 'of it');
  add(
    'Besides, heartbeat timeouts',
    sumOver(types, 'savedWaitSecondsAtMost'),
    'of waits for attempts whose worker may have been lost',
  );
  return sentences.join(' ');
}

/** Between which cancel requests the waste lies, in which window, and how much of it was read. */
export function windowOf(report: AuditReport): string {
  const { since, until, executions } = report;
  const { closed, open, read } = executions;
  const counts = open === 0 ? `${closed} executions closed` : `${closed} executions closed and ${open} are open`;
  const how = isSampled(report) ? `, ${read} of them read` : ', all of them read';
  const covered = `From ${toTheMinute(since)} to ${toTheMinute(until)}: ${counts}${isUnread(report) ? ' as far as listed' : how}.`;
  return [...sinceWhen(report), covered].join(' ');
}

function isUnread({ complete, executions }: AuditReport): boolean {
  return !complete && executions.read === 0;
}

/** Nothing that could have wasted anything was listed. */
export function isEmpty({ complete, executions }: AuditReport): boolean {
  return complete && executions.closed + executions.open === 0;
}

/** Between which cancel requests the waste lies, as far as it was read. */
function sinceWhen({ types }: AuditReport): string[] {
  const known = (times: readonly (string | null)[]) => times.filter((time) => time !== null).sort();
  const [first] = known(types.map(({ firstCancelRequestedAt }) => firstCancelRequestedAt));
  const last = known(types.map(({ lastCancelRequestedAt }) => lastCancelRequestedAt)).at(-1);
  if (first === undefined || last === undefined) return [];
  return [
    first === last
      ? `The only cancel request was made at ${toTheMinute(first)}.`
      : `The first cancel request was made at ${toTheMinute(first)}, the last at ${toTheMinute(last)}.`,
  ];
}
