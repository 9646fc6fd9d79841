import { sum } from '../deadbeat/exposition.js';
import type { Saying } from '../deadbeat/watcher.js';
import type { Twin } from '../scenarios/scenario.js';

/** One line: what is wasted now, and why. */
export function summary({ rows, samples }: Saying): string {
  const running = rows.filter(({ reason }) => reason !== null).length;
  const counts = new Map<string, number>();
  for (const row of rows) for (const finding of row.findings) counts.set(finding, (counts.get(finding) ?? 0) + 1);
  const why = Array.from(counts, ([finding, count]) => `${count} ${finding}`).join(', ');
  const total = sum(samples, 'deadbeat_wasted_seconds_total', {}).toFixed(1);
  const noun = running === 1 ? 'cancelled activity still runs' : 'cancelled activities still run';
  return `${running} ${noun}; ${total} s wasted so far${why === '' ? '' : `; now ${why}`}`;
}

/** What Deadbeat says about a twin now. */
export function sayingOf({ rows, samples }: Saying, { workflow, taskQueue }: Twin): string {
  const findings = new Set(
    rows.filter(({ workflowType }) => workflowType === workflow).flatMap(({ findings }) => findings),
  );
  const seconds = (metric: string, what: string) => {
    const value = sum(samples, metric, { workflow_type: workflow });
    return value >= 0.5 ? [`${Math.round(value)} s ${what}`] : [];
  };
  const held = sum(samples, 'deadbeat_unaccounted_slots', { task_queue: taskQueue });
  return [
    ...findings,
    ...seconds('deadbeat_wasted_seconds_total', 'wasted'),
    ...seconds('deadbeat_lost_seconds_total', 'lost'),
    ...seconds('deadbeat_orphaned_exposure_seconds_total', 'exposed'),
    ...(held > 0 ? [`${held} ${held === 1 ? 'slot' : 'slots'} held`] : []),
  ].join(', ');
}

export function clock(startedAt: Date): string {
  const seconds = Math.floor((Date.now() - startedAt.getTime()) / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
