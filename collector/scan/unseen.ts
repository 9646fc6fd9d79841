import { inSeconds } from '../text/duration.js';
import { printable } from '../text/printable.js';
import type { Report } from './report-schema.js';
import { closedForMs } from './scan-namespace.js';

const queuesAtMost = 3;

type Seen = Pick<Report, 'observedAt' | 'complete' | 'namespaces'>;

/** What Temporal no longer counts as running, as far as the slots of workers give a hint of it; empty: nothing was examined. */
export function unseenOf(report: Seen): string {
  if (!report.complete && report.namespaces.every(({ examined }) => examined === 0)) return '';
  const found = unexplainedIn(report);
  if (found.length === 0)
    return 'Code that outlived its timeout is not visible to a scan; a running Deadbeat shows it.';
  const all = found.reduce((sum, { slots }) => sum + slots, 0);
  const named = found.slice(0, queuesAtMost).map(({ taskQueue, slots }) => `${printable(taskQueue)} ${slots}`);
  const more = found.length > queuesAtMost ? `, and ${found.length - queuesAtMost} more` : '';
  const queues = `task ${found.length === 1 ? 'queue' : 'queues'} ${named.join(', ')}${more}`;
  return `Code that outlived its timeout may still run: no running activity explains ${all} of the slots in use (${queues}), as reported by workers${sinceWhen(report)}. They may also hold activities that ended since, or that a workflow left behind over ${closedForMs / 60_000} minutes ago. A running Deadbeat shows which.`;
}

/** Nothing was found, and nothing hints at what a scan cannot see. */
export function isGood(report: Report): boolean {
  return report.complete && report.activities.length === 0 && unexplainedIn(report).length === 0;
}

function unexplainedIn({ namespaces }: Seen) {
  return namespaces.flatMap(({ unexplainedSlots }) => unexplainedSlots ?? []).sort((a, b) => b.slots - a.slots);
}

function sinceWhen(report: Seen): string {
  const oldest = Math.min(...unexplainedIn(report).map(({ reportedAt }) => Date.parse(reportedAt ?? '')));
  const ageMs = Date.parse(report.observedAt ?? '') - oldest;
  return Number.isNaN(ageMs) ? '' : ` up to ${inSeconds(Math.max(1, ageMs / 1000))} ago`;
}
