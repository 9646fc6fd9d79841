import { table } from 'table';
import { findings } from '../findings/findings.js';
import { measuresOf } from '../findings/measures.js';
import type { Row } from '../findings/row.js';
import { inSeconds } from '../text/duration.js';
import { printable } from '../text/printable.js';
import { wrap, wrapAtMost } from '../text/wrap.js';

const gap = 2;
const wastedWidth = 9;

/** Below this, columns side by side would hold a word each. */
const narrowestTable = 56;
/** Of an ID: the rest of a longer one tells little, and the command below the cases has it in full. */
const idLinesAtMost = 4;

/** Offenders of one activity type in a terminal of `width` columns; wide characters take two. */
export function caseTable(rows: readonly Row[], width: number): string {
  return width < narrowestTable ? caseList(rows, width) : tableOf(rows, width);
}

function caseList(rows: readonly Row[], width: number): string {
  return rows
    .flatMap((row) => [
      ...wrapAtMost(`${wastedOf(row)} ${printable(row.workflowId)}`, width, idLinesAtMost),
      ...wrap(`${activityOf(row)}: ${whyOf(row)}`, width - 2).map((line) => `  ${line}`),
    ])
    .join('\n');
}

function tableOf(rows: readonly Row[], width: number): string {
  const left = width - wastedWidth - 3 * gap;
  const workflow = Math.floor(left * 0.35);
  const cells = rows.map((row) => [
    wastedOf(row),
    [...wrapAtMost(printable(row.workflowId), workflow, idLinesAtMost), activityOf(row)].join('\n'),
    whyOf(row),
  ]);
  const text = table(cells, {
    columns: [wastedWidth, workflow, left - workflow].map((columnWidth) => ({ width: columnWidth })),
    columnDefault: { paddingLeft: 0, paddingRight: gap, wrapWord: true },
    border: { joinBody: '', joinJoin: '', joinLeft: '', joinRight: '', bodyLeft: '', bodyRight: '', bodyJoin: '' },
    drawHorizontalLine: () => false,
  });
  return text.trimEnd().replaceAll(/ +$/gm, '');
}

function activityOf({ activityId, attempt }: Row): string {
  return printable(`activity ID ${activityId}${attempt > 1 ? `, attempt ${attempt}` : ''}`);
}

function whyOf(row: Row): string {
  const titles = row.findings.map((finding) => findings[finding].title).join('; ');
  return `${titles}: ${printable(measuresOf(row, Date.parse(row.observedAt)))}`;
}

function wastedOf({ wastedSeconds, cancelRequestedSource }: Row): string {
  if (wastedSeconds === null) return '-';
  // Where history does not mention the request, one observation cannot show when it was made.
  return cancelRequestedSource === 'first_observed' ? 'unknown' : inSeconds(wastedSeconds);
}
