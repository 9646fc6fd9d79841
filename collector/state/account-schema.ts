import * as z from 'zod';
import type { SavedAccount, SavedSeries } from '../model/account/account-data.js';
import { type CounterName, counters, mapCounters } from '../model/account/counters.js';
import { parseJson } from '../text/json.js';

const amount = z.number().nonnegative();
const integer = z.int().nonnegative();
/** Each label has its name: a label or a value that only another version knows never makes a state unreadable. */
const labels = z.record(z.string(), z.string());
const createdAt = z.number().exactOptional();
const total = z.object({ labels, createdAt, value: amount, debt: amount });
const distribution = z
  .object({ labels, createdAt, counts: z.array(integer), sum: amount, count: integer })
  .refine(({ counts, count }) => counts.reduce((sum, one) => sum + one, 0) <= count);

/** Labels of the rows that version 0.1 wrote: their values came first, in this order and without names. */
const labelsOfOldRows: Readonly<Record<string, readonly string[]>> = {
  wasted: ['namespace', 'task_queue', 'workflow_type', 'activity_type', 'reason'],
  cancelToEnd: ['namespace', 'task_queue', 'activity_type', 'outcome'],
  orphanedMs: ['namespace', 'task_queue', 'workflow_type', 'activity_type'],
  lostMs: ['namespace', 'task_queue', 'workflow_type', 'activity_type'],
  lateMs: ['namespace'],
  unexamined: ['namespace', 'cause'],
  unreadable: ['namespace', 'cause'],
};

/** After the labels of an old row: counts by bucket, sum and count; or a total, and for wasted time its debt. */
function namedRow(name: CounterName, row: unknown): unknown {
  if (!Array.isArray(row)) return row;
  const [values, ...amounts] = row;
  const named = Object.fromEntries((labelsOfOldRows[name] ?? []).map((label, index) => [label, values?.[index] ?? '']));
  if (counters[name].unit !== 'observations') return { labels: named, value: amounts[0], debt: amounts[1] ?? 0 };
  return { labels: named, counts: amounts[0], sum: amounts[1], count: amounts[2] };
}

/** The account in the state; counters that another version has are left out, and those that it lacks are empty. */
export const accountSchema: z.ZodType<Required<SavedAccount>> = z.object(
  mapCounters<Record<CounterName, z.ZodType<SavedSeries[]>>>((name) => {
    const row = counters[name].unit === 'observations' ? distribution : total;
    return z.array(z.preprocess((saved) => namedRow(name, saved), row)).default([]);
  }),
);

/** One series, as an entry of the database holds it; undefined: not readable, or of a counter that no longer exists. */
export function savedSeries(name: unknown, labelsOfRow: unknown, value: string): SavedSeries | undefined {
  if (typeof name !== 'string' || !Object.hasOwn(counters, name)) return undefined;
  const row = counters[name as CounterName].unit === 'observations' ? distribution : total;
  return row.safeParse({ ...(parseJson(value) as object), labels: labelsOfRow }).data;
}
