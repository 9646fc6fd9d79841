import { printable } from '../text/printable.js';
import { wrap } from '../text/wrap.js';
import { adviceText, adviceTitle, byAdvice, isOnlyTimedOut, suggestedFor } from './advice.js';
import { aboutThePast } from './commands.js';
import { figuresOf } from './figures.js';
import { firstToChange, whatToDoFirst } from './first.js';
import { exposedOf, exposureText, nextRisksText } from './next-risks.js';
import type { AuditedType, AuditReport } from './report-schema.js';
import { linesOf } from './sentence.js';
import { wasteOf, windowOf } from './summary.js';
import { trustOf } from './trust.js';
import { suggestionOf, typeTable } from './type-table.js';
import { howToNameTeams, isWorthShowing, onlyTimedOut, placeOf, whyOf } from './words.js';
import { yesterdayOf } from './yesterday.js';

/** Even there a sentence has some words in a line. */
const narrowest = 20;
const rowsAtMost = 30;
const advisedAtMost = 20;
const exposedAtMost = 10;

/** The report for a terminal of `terminalWidth` columns. */
export function textOf(report: AuditReport, terminalWidth: number): string {
  const width = Math.max(narrowest, terminalWidth);
  const all = report.types.filter(isWorthShowing);
  const worthShowing = all.filter((type) => !isOnlyTimedOut(type));
  const blocks = [wrap(`${wasteOf(report)} ${windowOf(report)}`, width).join('\n')];
  const yesterday = yesterdayOf(report);
  if (yesterday !== undefined) blocks.push(linesOf([`${yesterday.name} `, ...yesterday.said], width).join('\n'));
  const first = firstToChange(worthShowing);
  if (first !== undefined) blocks.push(wrap(printable(firstText(first, report)), width).join('\n'));
  if (worthShowing.length > 0) blocks.push(typeTable(worthShowing.slice(0, rowsAtMost), report, width));
  const hidden = worthShowing.length - rowsAtMost;
  if (hidden > 0) blocks.push(`… and ${hidden} more activity types: audit --json lists all.`);
  const onlyTimedOut = all.filter(isOnlyTimedOut);
  if (onlyTimedOut.length > 0) blocks.push(timedOutOf(onlyTimedOut.slice(0, rowsAtMost), report, width));
  const advice = adviceOn(worthShowing.filter((type) => type.advice !== '').slice(0, advisedAtMost), width);
  if (advice.length > 0) blocks.push(['What to change', ...advice].join('\n'));
  const exposed = exposedOf(report.types);
  if (exposed.length > 0) blocks.push(nextRisksOf(exposed, report, width));
  const { answer, grounds } = trustOf(report);
  const indented = grounds.flatMap((ground) => wrap(ground, width - 2).map((line) => `  ${line}`));
  blocks.push([...wrap(`Can I trust this? ${answer}`, width), ...indented].join('\n'));
  const teams = worthShowing.length === 0 ? undefined : howToNameTeams(worthShowing);
  const whose = teams === undefined ? [] : wrap(`Which team? ${teams}`, width);
  blocks.push([...linesOf(aboutThePast(report), width), ...whose].join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function firstText(first: AuditedType, report: AuditReport): string {
  return `What to change first: ${first.activityType} (${placeOf(first)}). ${whatToDoFirst(first, figuresOf(report))}`;
}

function timedOutOf(types: readonly AuditedType[], report: AuditReport, width: number): string {
  const figures = figuresOf(report);
  const head = `${onlyTimedOut.title}. ${onlyTimedOut.advice}`;
  const lineOf = (type: AuditedType) =>
    printable(
      `${type.activityType} (${placeOf(type)}): ${whyOf(type, figures)
        .map(({ text }) => text)
        .join('. ')}`,
    );
  return [...wrap(head, width), ...types.flatMap((type) => indented(lineOf(type), 2, width))].join('\n');
}

function nextRisksOf(exposed: readonly AuditedType[], report: AuditReport, width: number): string {
  const figures = figuresOf(report);
  const lineOf = (type: AuditedType) =>
    printable(`${type.activityType} (${placeOf(type)}): ${exposureText(type, figures)}.`);
  return [
    ...wrap(printable(`What could waste next? ${nextRisksText(exposed, true)}`), width),
    ...exposed.slice(0, exposedAtMost).flatMap((type) => indented(lineOf(type), 2, width)),
    ...(exposed.length > exposedAtMost ? [`  … and ${exposed.length - exposedAtMost} more.`] : []),
  ].join('\n');
}

function indented(text: string, by: number, width: number): string[] {
  return wrap(text, width - by).map((line) => ' '.repeat(by) + line);
}

/** Once for all that need the same change. */
function adviceOn(types: readonly AuditedType[], width: number): string[] {
  return [...byAdvice(types)].flatMap(([kind, ofKind]) => [
    ...indented(`${adviceTitle(kind)}: ${adviceText(kind, suggestedFor(ofKind))}`, 2, width),
    ...ofKind.flatMap((type) => {
      const where = `${type.activityType} (workflow ${type.workflowType}, task queue ${type.taskQueue})`;
      const suggestion = suggestionOf(type).toLowerCase();
      return indented(printable(suggestion === '' ? where : `${where}: ${suggestion}`), 4, width);
    }),
  ]);
}
