import { type Finding, findings } from '../findings/findings.js';
import { inSeconds } from '../text/duration.js';
import { capital, printable } from '../text/printable.js';
import { wrap } from '../text/wrap.js';
import { offenderTable } from './offender-table.js';
import type { Advice, Report } from './report-schema.js';

const rowsAtMost = 50;
const narrowest = 60;

/** The report for people, in a terminal of `terminalWidth` columns. */
export function textOf(report: Report, terminalWidth: number): string {
  const width = Math.max(narrowest, terminalWidth);
  const blocks = [wrap(summary(report), width).join('\n')];
  if (report.activities.length > 0)
    blocks.push(
      offenders(report, width),
      ['What to do', ...report.advice.map((one) => adviceOn(one, width))].join('\n'),
    );
  const notes = [...notesOf(report)].flatMap((note) => wrap(note, width));
  if (notes.length > 0) blocks.push(notes.join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function summary({ activities, namespaces, complete }: Report): string {
  const examined = examinedIn(namespaces);
  if (examined === 0 && !complete) return 'Not known: nothing could be looked at.';
  const looked = `${plural(examined, 'execution')} in ${plural(namespaces.length, 'namespace')} looked at`;
  if (activities.length === 0)
    return complete ? `No offenders: ${looked}.` : `Not complete; no offenders among ${looked}.`;
  const cancelled = activities.filter(({ reason }) => reason !== null).length;
  const wasted = activities.reduce((sum, { wastedSeconds }) => sum + (wastedSeconds ?? 0), 0);
  const ofThem =
    cancelled === 0 ? '' : `${cancelled} running after a cancel request, ${inSeconds(wasted)} wasted so far; `;
  return `${complete ? '' : 'Not complete; at least '}${plural(activities.length, 'offender')}: ${ofThem}${looked}.`;
}

function offenders({ activities, namespaces }: Report, width: number): string {
  const text = offenderTable(activities.slice(0, rowsAtMost), width, namespaces.length > 1);
  const more = activities.length - rowsAtMost;
  return more > 0 ? `${text}\n… and ${more} more: scan --json lists all.` : text;
}

function adviceOn(
  { namespace, taskQueue, workflowType, activityType, count, reasons, commands }: Advice,
  width: number,
) {
  const workflow = workflowType === '' ? 'a standalone activity' : `workflow ${workflowType}`;
  const where = printable(`${workflow}, task queue ${taskQueue}, namespace ${namespace}`);
  const indented = (text: string, by: number) => wrap(text, width - by).map((line) => ' '.repeat(by) + line);
  return [
    ...indented(`${printable(activityType)} (${where}), ${plural(count, 'offender')}:`, 2),
    ...reasons.flatMap((reason) => indented(sentencesOn(reason), 4)),
    // Not wrapped, so that it can be copied.
    ...commands.slice(0, 1).map((command) => `    ${printable(command)}`),
  ].join('\n');
}

function sentencesOn(finding: Finding): string {
  const { title, why, advice, settlesByItself } = findings[finding];
  return [capital(title), '. ', why, settlesByItself ? ' One look does not tell more: scan again. ' : ' ', advice].join(
    '',
  );
}

function* notesOf({ namespaces, problems, observedAt, workflowCancelRequested }: Report): Generator<string> {
  const [shielded] = workflowCancelRequested;
  if (shielded !== undefined)
    yield `Workflows that were asked to cancel have not cancelled ${plural(workflowCancelRequested.length, 'activity', 'activities')} that still run (such as ${printable(`${shielded.activityType} of ${shielded.workflowId}`)}): no waste is counted; scan --json lists them.`;
  for (const problem of problems) yield `Not complete: ${printable(problem)}`;
  for (const { namespace, problems: its, closedNotExamined } of namespaces) {
    for (const problem of its) yield `Not complete: namespace ${printable(namespace)}: ${printable(problem)}`;
    if (closedNotExamined > 0)
      yield `Namespace ${printable(namespace)}: ${plural(closedNotExamined, 'workflow')} that closed in the last 10m were too many to look at; they may have left activities behind.`;
  }
  if (examinedIn(namespaces) > 0)
    yield `One look, at ${observedAt}. What workflows that closed over 10m ago left behind, activities that make no progress, and code that runs on after a timeout show only under deadbeat collect.`;
}

function examinedIn(namespaces: Report['namespaces']): number {
  return namespaces.reduce((sum, { examined }) => sum + examined, 0);
}

function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
