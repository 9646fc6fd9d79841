import { type ColumnUserConfig, table } from 'table';
import { findings } from '../findings/findings.js';
import { measuresOf } from '../findings/measures.js';
import type { Row } from '../findings/row.js';
import { inSeconds } from '../text/duration.js';
import { capital, printable } from '../text/printable.js';

const gap = 2;
const wastedWidth = 8;

/** Offenders in a terminal of `width` columns. */
export function offenderTable(rows: readonly Row[], width: number, withNamespace: boolean): string {
  const cells = rows.map((row) => [
    wastedOf(row),
    lines(row.activityType, `ID ${row.activityId}`, row.attempt > 1 ? `attempt ${row.attempt}` : '', row.taskQueue),
    lines(row.workflowId, row.workflowType, withNamespace ? row.namespace : ''),
    lines(
      `${capital(row.findings.map((finding) => findings[finding].title).join('; '))}:`,
      measuresOf(row, Date.parse(row.observedAt)),
    ),
  ]);
  const text = table([['WASTED', 'ACTIVITY, QUEUE', 'WORKFLOW', 'WHY'], ...cells], {
    columns: columnsFor(width),
    columnDefault: { paddingLeft: 0, paddingRight: gap, wrapWord: true },
    border: { joinBody: '─', joinJoin: '', joinLeft: '', joinRight: '', bodyLeft: '', bodyRight: '', bodyJoin: '' },
    drawHorizontalLine: (index, size) => index > 0 && index < size,
  });
  return text.trimEnd().replaceAll(/ +$/gm, '');
}

function columnsFor(width: number): ColumnUserConfig[] {
  const left = width - wastedWidth - 4 * gap;
  const activity = Math.floor(left * 0.28);
  const workflow = Math.floor(left * 0.32);
  return [wastedWidth, activity, workflow, left - activity - workflow].map((columnWidth) => ({ width: columnWidth }));
}

function wastedOf({ wastedSeconds, cancelRequestedSource }: Row): string {
  if (wastedSeconds === null) return '-';
  // One look does not tell when a cancellation was requested that history does not mention.
  return cancelRequestedSource === 'first_observed' ? 'unknown' : inSeconds(wastedSeconds);
}

function lines(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map(printable)
    .join('\n');
}
