import { adviceOnGroup } from '../findings/advice.js';
import { type Finding, findings } from '../findings/findings.js';
import { inSeconds } from '../text/duration.js';
import { capital, printable } from '../text/printable.js';
import { wrap } from '../text/wrap.js';
import { caseTable } from './case-table.js';
import { type Group, groupsOf, wastedSecondsOf } from './groups.js';
import { notesOf } from './notes.js';
import { noPaint, type Paint } from './paint.js';
import { plural } from './plural.js';
import type { Report } from './report-schema.js';
import { isGood, unseenOf } from './unseen.js';

const casesAtMost = 3;
const groupsAtMost = 20;
/** Even there a sentence has some words in a line. */
const narrowest = 20;

export type TextStyle = Readonly<{
  /** Of the terminal, in columns. */
  width: number;
  /** Every offender, not only the worst of each activity type. */
  all?: boolean;
  paint?: Paint;
}>;

/** The report for people. */
export function textOf(report: Report, { width: terminalWidth, all = false, paint = noPaint }: TextStyle): string {
  const width = Math.max(narrowest, terminalWidth);
  const tone = report.activities.length > 0 ? paint.bad : isGood(report) ? paint.good : (text: string) => text;
  const groups = groupsOf(report);
  const shown = all ? groups : groups.slice(0, groupsAtMost);
  const blocks = [
    [...wrap(summary(report), width).map(tone), ...wrap(unseenOf(report), width)].join('\n'),
    ...shown.map((group) => groupText(group, { width, all, paint })),
  ];
  if (shown.length < groups.length)
    blocks.push(`… and ${plural(groups.length - shown.length, 'more activity type')}: scan --all lists all.`);
  const notes = notesOf(report).flatMap((note) => wrap(note, width));
  if (notes.length > 0) blocks.push(notes.map(paint.soft).join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function summary({ activities, namespaces, complete }: Report): string {
  const examined = namespaces.reduce((sum, one) => sum + one.examined, 0);
  if (examined === 0 && !complete) return 'Not known: nothing could be examined.';
  const scope = `${plural(examined, 'execution')} in ${plural(namespaces.length, 'namespace')} examined`;
  if (activities.length === 0)
    return complete ? `No running activity has a problem: ${scope}.` : `Not complete; no problem among ${scope}.`;
  const cancelled = activities.filter(({ reason }) => reason !== null).length;
  const ofThem =
    cancelled === 0
      ? ''
      : `${cancelled} running after a cancel request, ${inSeconds(wastedSecondsOf(activities))} wasted so far; `;
  return `${complete ? '' : 'Not complete; at least '}${plural(activities.length, 'offender')}: ${ofThem}${scope}.`;
}

function groupText({ advice, rows }: Group, { width, all, paint }: Required<TextStyle>): string {
  const { namespace, taskQueue, workflowType, activityType, count, reasons, commands, owner } = advice;
  const workflow = workflowType === '' ? 'a standalone activity' : `workflow ${workflowType}`;
  const where = `${workflow}, task queue ${taskQueue}, namespace ${namespace}${owner === null ? '' : `, team ${owner.team}`}`;
  const shown = all ? rows : rows.slice(0, casesAtMost);
  const indented = (text: string, by: number) => wrap(text, width - by).map((line) => ' '.repeat(by) + line);
  const [first = '', ...more] = wrap(
    `${printable(activityType)} (${printable(where)}): ${plural(count, 'offender')}${wasteOf(rows)}`,
    width,
  );
  return [
    ...[first, ...more].map(paint.heading),
    ...caseTable(shown, width - 2)
      .split('\n')
      .map((line) => `  ${line}`.trimEnd()),
    ...(shown.length < rows.length ? [`  … and ${rows.length - shown.length} more: scan --all lists all.`] : []),
    ...reasons.flatMap((reason) => indented(sentencesOn(reason, rows), 2)),
    // Not wrapped, so that it can be copied.
    ...commands.slice(0, 1).map((command) => `    ${printable(command)}`),
  ].join('\n');
}

/** One scan does not show when a cancellation was requested that history does not mention. */
function wasteOf(rows: Group['rows']): string {
  const cancelled = rows.filter(({ wastedSeconds }) => wastedSeconds !== null);
  if (cancelled.length === 0) return '';
  const isBound = cancelled.some(({ cancelRequestedSource }) => cancelRequestedSource === 'first_observed');
  return `, ${isBound ? 'at least ' : ''}${inSeconds(wastedSecondsOf(cancelled))} wasted`;
}

function sentencesOn(finding: Finding, rows: Group['rows']): string {
  const { title, why, now, settlesByItself } = findings[finding];
  // What settles by itself needs no more than patience, as its advice says.
  const todo = settlesByItself ? 'One scan cannot show more: scan again.' : `What to do now: ${now} What to change:`;
  return `${capital(title)}. ${why} ${todo} ${adviceOnGroup(finding, rows)}`;
}
