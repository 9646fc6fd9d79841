import { stringify } from 'csv-stringify/sync';
import { rowSchema } from '../findings/row.js';
import type { Report } from './report-schema.js';

/** The rows of the report; the columns are the fields of `--json`. A value that a spreadsheet would compute is quoted as text. */
export function csvOf({ activities }: Report): string {
  const columns = Object.keys(rowSchema.unwrap().shape) as (keyof Report['activities'][number])[];
  const rows = activities.map((row) =>
    columns.map((column) => {
      const value = row[column];
      if (column === 'owner') return row.owner?.team ?? '';
      return Array.isArray(value) ? value.join(column === 'commands' ? '\n' : ' ') : value;
    }),
  );
  return stringify([columns, ...rows], { cast: { boolean: String }, escape_formulas: true });
}
