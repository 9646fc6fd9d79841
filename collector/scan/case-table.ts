import { table } from 'table';
import { findings } from '../findings/findings.js';
import { measuresOf } from '../findings/measures.js';
import type { Row } from '../findings/row.js';
import { inSeconds } from '../text/duration.js';
import { printable } from '../text/printable.js';

const gap = 2;
const wastedWidth = 9;

/** Offenders of one activity type in a terminal of `width` columns; wide characters take two. */
export function caseTable(rows: readonly Row[], width: number): string {
  const left = width - wastedWidth - 3 * gap;
  const workflow = Math.floor(left * 0.35);
  const cells = rows.map((row) => [
    wastedOf(row),
    lines(row.workflowId, `activity ID ${row.activityId}${row.attempt > 1 ? `, attempt ${row.attempt}` : ''}`),
    `${row.findings.map((finding) => findings[finding].title).join('; ')}: ${printable(measuresOf(row, Date.parse(row.observedAt)))}`,
  ]);
  const text = table(cells, {
    columns: [wastedWidth, workflow, left - workflow].map((columnWidth) => ({ width: columnWidth })),
    columnDefault: { paddingLeft: 0, paddingRight: gap, wrapWord: true },
    border: { joinBody: '', joinJoin: '', joinLeft: '', joinRight: '', bodyLeft: '', bodyRight: '', bodyJoin: '' },
    drawHorizontalLine: () => false,
  });
  return text.trimEnd().replaceAll(/ +$/gm, '');
}

function wastedOf({ wastedSeconds, cancelRequestedSource }: Row): string {
  if (wastedSeconds === null) return '-';
  // Where history does not mention the request, one observation cannot show when it was made.
  return cancelRequestedSource === 'first_observed' ? 'unknown' : inSeconds(wastedSeconds);
}

function lines(...parts: readonly string[]): string {
  return parts.map(printable).join('\n');
}
