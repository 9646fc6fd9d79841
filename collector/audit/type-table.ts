import { table } from 'table';
import { printable } from '../text/printable.js';
import { wrap } from '../text/wrap.js';
import { type Figures, figuresOf } from './figures.js';
import type { AuditedType, AuditReport } from './report-schema.js';
import { cancelledOf, costOf, ownerOf, placeOf, savedIf, timeoutText, timesOf, wastedText, whyOf } from './words.js';

/** Below this, columns side by side would hold a word each. */
const narrowestTable = 60;
const gap = 2;
const head = ['WASTED', 'SAVED AT MOST', 'WHY', 'HEARTBEAT TIMEOUT'];
const shares = [0.15, 0.21, 0.38, 0.26];

/** Activity types in a terminal of `width` columns; each has its names in lines of their own, so that they are not broken. */
export function typeTable(types: readonly AuditedType[], report: AuditReport, width: number): string {
  const figures = figuresOf(report);
  if (width < narrowestTable) return listOf(types, figures, width);
  const line = '─'.repeat(width);
  return [
    columns(head, width),
    ...types.flatMap((type) => [line, ...nameLines(type, figures, width), columns(cellsOf(type, figures), width)]),
  ].join('\n');
}

function nameLines(type: AuditedType, figures: Figures, width: number): string[] {
  return wrap(printable(`${type.activityType} (${placeOf(type)}): ${cancelledOf(type, figures)}`), width);
}

function cellsOf(type: AuditedType, figures: Figures): string[] {
  return [
    wastedText(type, figures),
    lines(...savedIf(type, figures), costOf(type, figures)),
    lines(...whyOf(type, figures).map(({ text }) => text)),
    lines(timeoutText(type.heartbeatTimeoutSeconds), suggestionOf(type), ...timesOf(type)),
  ];
}

function columns(cells: readonly string[], width: number): string {
  const left = width - cells.length * gap;
  const text = table([[...cells]], {
    columns: shares.map((share) => ({ width: Math.floor(left * share) })),
    columnDefault: { paddingLeft: 0, paddingRight: gap, wrapWord: true },
    border: { joinBody: '', joinJoin: '', joinLeft: '', joinRight: '', bodyLeft: '', bodyRight: '', bodyJoin: '' },
    drawHorizontalLine: () => false,
  });
  return text.trimEnd().replaceAll(/ +$/gm, '');
}

function listOf(types: readonly AuditedType[], figures: Figures, width: number): string {
  return types
    .flatMap((type) => {
      const saved = savedIf(type, figures).join(' and ');
      const cost = costOf(type, figures) === '' ? '' : ` (${costOf(type, figures)})`;
      return [
        ...wrap(
          printable(`${type.activityType}: ${wastedText(type, figures)} wasted; saved at most: ${saved}${cost}`),
          width,
        ),
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

export function suggestionOf({ suggestedHeartbeatTimeoutSeconds: seconds }: AuditedType): string {
  return seconds === null ? '' : `Suggested: ${timeoutText(seconds)}`;
}

function lines(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map(printable)
    .join('\n');
}
