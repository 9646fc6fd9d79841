import { table } from 'table';
import { findings } from '../findings/findings.js';
import type { Reason } from '../model/activity/reason.js';
import { formatDuration } from '../text/duration.js';
import { capital, printable } from '../text/printable.js';
import { wrap } from '../text/wrap.js';
import { durationsText } from './durations.js';
import { type Figures, figuresOf, ignoredOf, isSampled, savedByCodeOver, sumOver } from './figures.js';
import type { AuditedType, AuditReport } from './report-schema.js';
import { toTheMinute, trustOf } from './trust.js';

/** Even there a sentence has some words in a line. */
const narrowest = 20;
/** Below this, columns side by side would hold a word each. */
const narrowestTable = 60;
const rowsAtMost = 30;
const gap = 2;

/** The report for a terminal of `terminalWidth` columns. */
export function textOf(report: AuditReport, terminalWidth: number): string {
  const width = Math.max(narrowest, terminalWidth);
  const worthShowing = report.types.filter(isWorthShowing);
  const blocks = [wrap(summaryOf(report), width).join('\n')];
  const rowsOf = width < narrowestTable ? listOf : tableOf;
  if (worthShowing.length > 0) blocks.push(rowsOf(worthShowing.slice(0, rowsAtMost), report, width));
  const hidden = worthShowing.length - rowsAtMost;
  if (hidden > 0) blocks.push(`… and ${hidden} more activity types: audit --json lists all.`);
  const advice = worthShowing.filter((type) => type.advice !== '').slice(0, 10);
  if (advice.length > 0) blocks.push(['What to change', ...advice.flatMap((type) => adviceOn(type, width))].join('\n'));
  const { answer, grounds } = trustOf(report);
  const indented = grounds.flatMap((ground) => wrap(ground, width - 2).map((line) => `  ${line}`));
  blocks.push([...wrap(`Can I trust this? ${answer}`, width), ...indented].join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

/** Whether anything was lost with it, or could be. */
export function isWorthShowing(type: AuditedType): boolean {
  return type.wastedSeconds + type.lostSeconds + type.lostSecondsAtMost + type.orphanedSecondsAtMost > 0;
}

export function summaryOf(report: AuditReport): string {
  const { since, until, executions, wastedSeconds, wastedSecondsInterval, types } = report;
  const { closed, open, read } = executions;
  const { duration } = figuresOf(report);
  const waste = sumOver(types, 'savedWasteSecondsAtMost');
  const wait = sumOver(types, 'savedWaitSecondsAtMost');
  const saved = [
    ...(waste.seconds > 0 ? [`at most ${duration(waste.seconds, waste.interval)} of it`] : []),
    ...(wait.seconds > 0
      ? [`at most ${duration(wait.seconds, wait.interval)} of waits for workers that may have been dead`]
      : []),
  ];
  const byCode = savedByCodeOver(types);
  const codeSaved =
    byCode.seconds > 0
      ? `; code that stops when cancelled would have saved at most ${duration(byCode.seconds, byCode.interval)} of it`
      : '';
  const how = isSampled(report) ? `${read} of them read` : 'all of them read';
  const isUnread = !report.complete && read === 0;
  const closedAndOpen = open === 0 ? `${closed} executions closed` : `${closed} executions closed and ${open} are open`;
  if (isUnread)
    return `Not known what was wasted: nothing could be read. From ${toTheMinute(since)} to ${toTheMinute(until)}: ${closedAndOpen} as far as listed.`;
  return (
    `${duration(wastedSeconds, wastedSecondsInterval)} of activity time wasted after a cancel request` +
    `${saved.length > 0 ? `; heartbeat timeouts would have saved ${saved.join(' and ')}` : ''}${codeSaved}. ` +
    `From ${toTheMinute(since)} to ${toTheMinute(until)}: ${closedAndOpen}, ${how}.`
  );
}

function listOf(types: readonly AuditedType[], report: AuditReport, width: number): string {
  const figures = figuresOf(report);
  return types
    .flatMap((type) => {
      const saved = savedOf(type, figures).join(' and ');
      const cost = costOf(type, figures) === '' ? '' : ` (${costOf(type, figures)})`;
      const wasted = figures.duration(type.wastedSeconds, type.wastedSecondsInterval);
      return [
        ...wrap(printable(`${type.activityType}: ${wasted} wasted; saved at most: ${saved}${cost}`), width),
        ...wrap(
          [
            printable(`Queue ${type.taskQueue}, workflow ${type.workflowType}, ${cancelledOf(type, figures)}`),
            ...(ownerOf(type) === '' ? [] : [printable(ownerOf(type))]),
            ...whyOf(type, figures).map(({ text }) => text),
            `Heartbeat timeout: ${timeoutText(type.heartbeatTimeoutSeconds)}`,
            ...(suggestionOf(type) === '' ? [] : [suggestionOf(type)]),
            ...timesOf(type),
          ].join('. '),
          width - 2,
        ).map((line) => `  ${line}`),
      ];
    })
    .join('\n');
}

function tableOf(types: readonly AuditedType[], report: AuditReport, width: number): string {
  const figures = figuresOf(report);
  const head = ['WASTED', 'SAVED AT MOST', 'ACTIVITY TYPE, QUEUE', 'WHY', 'HEARTBEAT TIMEOUT'];
  const cells = types.map((type) => [
    figures.duration(type.wastedSeconds, type.wastedSecondsInterval),
    lines(...savedOf(type, figures), costOf(type, figures)),
    lines(type.activityType, type.taskQueue, type.workflowType, cancelledOf(type, figures), ownerOf(type)),
    lines(...whyOf(type, figures).map(({ text }) => text)),
    lines(timeoutText(type.heartbeatTimeoutSeconds), suggestionOf(type), ...timesOf(type)),
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

/** What the suggested heartbeat timeout would have saved at most, of waste and of waits; where none is suggested, what the code could have. */
export function savedOf(type: AuditedType, { duration }: Figures): string[] {
  const ignored = ignoredOf(type);
  if (type.suggestedHeartbeatTimeoutSeconds === null && ignored.seconds > 0)
    return [`${duration(ignored.seconds, ignored.interval)} if its code stops when cancelled`];
  const waste = duration(type.savedWasteSecondsAtMost, type.savedWasteSecondsAtMostInterval);
  const wait = duration(type.savedWaitSecondsAtMost, type.savedWaitSecondsAtMostInterval);
  if (type.savedWaitSecondsAtMost === 0) return [waste];
  return type.savedWasteSecondsAtMost === 0 ? [`${wait} of waits`] : [`${waste} of waste`, `${wait} of waits`];
}

/** What the suggested heartbeat timeout would have saved, in money; empty without a price or a suggestion. */
function costOf({ savedCostAtMost, suggestedHeartbeatTimeoutSeconds }: AuditedType, { money }: Figures): string {
  return savedCostAtMost === null || suggestedHeartbeatTimeoutSeconds === null ? '' : money(savedCostAtMost);
}

/** Whom to ask about it; empty: none is named. */
export function ownerOf({ owner }: AuditedType): string {
  if (owner === null) return '';
  const where = [owner.channel, owner.contact].filter((one) => one !== null).join(', ');
  return `team ${owner.team}${where === '' ? '' : ` (${where})`}`;
}

/** What was lost, and how, worst first. */
export function whyOf(type: AuditedType, { duration, count }: Figures): Why[] {
  const reasons = Object.entries(type.wastedSecondsByReason) as [Reason, number][];
  const wasted: Why[] = reasons
    .sort(([, a], [, b]) => b - a)
    .map(([reason, seconds]) => ({
      reason,
      text: `${capital(findings[reason].title)}: ${duration(seconds, type.wastedSecondsByReasonInterval[reason] ?? null)}`,
    }));
  const add = (text: string) => wasted.push({ text });
  if (type.lostSeconds > 0) add(`Worker silent: ${duration(type.lostSeconds, type.lostSecondsInterval)}`);
  if (type.lostSecondsAtMost > 0)
    add(
      `Start-to-close timeout, worker possibly lost: at most ${duration(type.lostSecondsAtMost, type.lostSecondsAtMostInterval)}`,
    );
  if (type.orphanedSecondsAtMost > 0)
    add(`Orphaned: at most ${duration(type.orphanedSecondsAtMost, type.orphanedSecondsAtMostInterval)}`);
  if (type.restarts > 0)
    add(
      `Retried: ${timesText(count(type.restarts, type.restartsInterval))}, repeating at most ${duration(type.repeatedSecondsAtMost, type.repeatedSecondsAtMostInterval)}`,
    );
  return wasted;
}

function timesText(count: string): string {
  return count === '1' ? 'once' : `${count} times`;
}

export type Why = Readonly<{ text: string; reason?: Reason }>;

export function cancelledOf(type: AuditedType, { count }: Figures): string {
  return `${count(type.cancelled, type.cancelledInterval)} of ${count(type.attempts, type.attemptsInterval)} ${type.attempts === 1 && type.attemptsInterval === null ? 'attempt' : 'attempts'} cancelled`;
}

function timeoutText(seconds: number | null): string {
  return seconds === null ? 'none' : formatDuration(seconds * 1000);
}

/** The timeout as scheduled last, and how long completed attempts took, as far as read. */
export function timesOf({ startToCloseSeconds, durationSeconds: durations }: AuditedType): string[] {
  const timeout = startToCloseSeconds === null ? [] : [`Start-to-close: ${timeoutText(startToCloseSeconds)}`];
  return durations === null ? timeout : [...timeout, durationsText(durations)];
}

function suggestionOf({ suggestedHeartbeatTimeoutSeconds: seconds }: AuditedType): string {
  return seconds === null ? '' : `Suggested: ${timeoutText(seconds)}`;
}

function adviceOn({ activityType, workflowType, taskQueue, advice }: AuditedType, width: number): string[] {
  const indented = (text: string, by: number) => wrap(text, width - by).map((line) => ' '.repeat(by) + line);
  const where = printable(`workflow ${workflowType}, task queue ${taskQueue}`);
  return [...indented(`${printable(activityType)} (${where}):`, 2), ...indented(advice, 4)];
}

function lines(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map(printable)
    .join('\n');
}
