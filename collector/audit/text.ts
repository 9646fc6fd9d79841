import { table } from 'table';
import { findings } from '../findings/findings.js';
import type { Reason } from '../model/activity/reason.js';
import { formatDuration, inSeconds } from '../text/duration.js';
import { capital, printable } from '../text/printable.js';
import { wrap } from '../text/wrap.js';
import { durationFigure, money } from './figures.js';
import type { AuditedType, AuditReport } from './report-types.js';

const narrowest = 60;
const rowsAtMost = 30;
const gap = 2;

/** The report for a terminal of `terminalWidth` columns. */
export function textOf(report: AuditReport, terminalWidth: number): string {
  const width = Math.max(narrowest, terminalWidth);
  const worthShowing = report.types.filter(isWorthShowing);
  const blocks = [wrap(summaryOf(report), width).join('\n')];
  if (worthShowing.length > 0) blocks.push(tableOf(worthShowing.slice(0, rowsAtMost), report, width));
  const hidden = worthShowing.length - rowsAtMost;
  if (hidden > 0) blocks.push(`… and ${hidden} more activity types: audit --json lists all.`);
  const advice = worthShowing.filter((type) => type.advice !== '').slice(0, 10);
  if (advice.length > 0) blocks.push(['What to change', ...advice.flatMap((type) => adviceOn(type, width))].join('\n'));
  blocks.push(
    notesOf(report)
      .flatMap((note) => wrap(note, width))
      .join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}

/** Whether anything was lost with it, or could be. */
export function isWorthShowing(type: AuditedType): boolean {
  return type.wastedSeconds + type.lostSeconds + type.lostSecondsAtMost + type.orphanedSecondsAtMost > 0;
}

export function summaryOf({
  since,
  until,
  executions,
  wastedSeconds,
  wastedSecondsInterval,
  types,
}: AuditReport): string {
  const { closed, open, read } = executions;
  const all = closed + open;
  const mayWait = types.some(({ lostSecondsAtMost }) => lostSecondsAtMost > 0);
  const saved = types.reduce((sum, { savedSecondsAtMost }) => sum + savedSecondsAtMost, 0);
  const how = read === all ? 'all of them read' : `${read} of them read as a sample`;
  const closedAndOpen = open === 0 ? `${closed} executions closed` : `${closed} executions closed and ${open} are open`;
  return (
    `${durationFigure(wastedSeconds, wastedSecondsInterval)} of activity time wasted after a cancel request` +
    `${saved > 0 ? `; heartbeats would have saved at most ${inSeconds(saved)}${mayWait ? ', waits for dead workers included' : ''}` : ''}. ` +
    `From ${toTheMinute(since)} to ${toTheMinute(until)}: ${closedAndOpen}, ${how}.`
  );
}

function toTheMinute(instant: string | null): string {
  return instant === null ? 'unknown' : `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}

function tableOf(types: readonly AuditedType[], { currency }: AuditReport, width: number): string {
  const hasPrice = types.some(({ savedCostAtMost }) => savedCostAtMost !== null);
  const head = ['WASTED', 'SAVED AT MOST', 'ACTIVITY TYPE, QUEUE', 'WHY', 'HEARTBEAT TIMEOUT'];
  const cells = types.map((type) => [
    durationFigure(type.wastedSeconds, type.wastedSecondsInterval),
    lines(
      inSeconds(type.savedSecondsAtMost),
      hasPrice && type.savedCostAtMost !== null ? money(type.savedCostAtMost, currency) : '',
    ),
    lines(
      type.activityType,
      type.taskQueue,
      type.workflowType,
      `${type.cancelled} of ${type.attempts} cancelled`,
      ownerOf(type),
    ),
    lines(...whyOf(type)),
    lines(timeoutText(type.heartbeatTimeoutSeconds), suggestionOf(type)),
  ]);
  const left = width - head.length * gap;
  const shares = [0.16, 0.14, 0.28, 0.26, 0.16];
  const text = table([head, ...cells], {
    columns: shares.map((share) => ({ width: Math.floor(left * share) })),
    columnDefault: { paddingLeft: 0, paddingRight: gap, wrapWord: true },
    border: { joinBody: '─', joinJoin: '', joinLeft: '', joinRight: '', bodyLeft: '', bodyRight: '', bodyJoin: '' },
    drawHorizontalLine: (index, size) => index > 0 && index < size,
  });
  return text.trimEnd().replaceAll(/ +$/gm, '');
}

/** Whom to ask about it; empty: none is named. */
export function ownerOf({ owner }: AuditedType): string {
  if (owner === null) return '';
  const where = [owner.channel, owner.contact].filter((one) => one !== null).join(', ');
  return `team ${owner.team}${where === '' ? '' : ` (${where})`}`;
}

/** What was lost, and how, worst first. */
export function whyOf(type: AuditedType): string[] {
  const reasons = Object.entries(type.wastedSecondsByReason) as [Reason, number][];
  const wasted = reasons
    .sort(([, a], [, b]) => b - a)
    .map(([reason, seconds]) => `${capital(findings[reason].title)}: ${inSeconds(seconds)}`);
  if (type.lostSeconds > 0) wasted.push(`Worker silent: ${inSeconds(type.lostSeconds)}`);
  if (type.lostSecondsAtMost > 0) wasted.push(`Worker perhaps dead: at most ${inSeconds(type.lostSecondsAtMost)}`);
  if (type.orphanedSecondsAtMost > 0) wasted.push(`Orphaned: at most ${inSeconds(type.orphanedSecondsAtMost)}`);
  return wasted;
}

function timeoutText(seconds: number | null): string {
  return seconds === null ? 'none' : formatDuration(seconds * 1000);
}

function suggestionOf({ suggestedHeartbeatTimeoutSeconds: seconds }: AuditedType): string {
  return seconds === null ? '' : `Suggested: ${timeoutText(seconds)}`;
}

function adviceOn({ activityType, workflowType, taskQueue, advice }: AuditedType, width: number): string[] {
  const indented = (text: string, by: number) => wrap(text, width - by).map((line) => ' '.repeat(by) + line);
  const where = printable(`workflow ${workflowType}, task queue ${taskQueue}`);
  return [...indented(`${printable(activityType)} (${where}):`, 2), ...indented(advice, 4)];
}

export function notesOf({ problems, executions }: AuditReport): string[] {
  const { closed, open, read } = executions;
  return [
    ...problems.map((problem) => `Not complete: ${printable(problem)}`),
    ...(read === closed + open
      ? []
      : ['Figures in parentheses are 95 % intervals; durations are those of the executions read.']),
    'Saved at most: with the suggested heartbeat timeout, if the code calls heartbeat at least as often as the SDK sends it (every 0.8 × the timeout, at most 60s) and stops at once when told. Waits count in full although the worker may have been running: history does not record when it stopped.',
    'Not audited: standalone activities, local activities, and all that the retention period has removed.',
  ];
}

function lines(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map(printable)
    .join('\n');
}
