import { printable } from '../text/printable.js';
import { plural } from './plural.js';
import type { Report } from './report-schema.js';

/** What a scan did not see, and what only `collect` shows. */
export function notesOf({ namespaces, problems, observedAt, workflowCancelRequested }: Report): string[] {
  const [shielded] = workflowCancelRequested;
  const notes: string[] = [];
  if (shielded !== undefined)
    notes.push(
      `Workflows whose cancellation was requested have not cancelled ${plural(workflowCancelRequested.length, 'activity', 'activities')} that still run (such as ${printable(`${shielded.activityType} of ${shielded.workflowId}`)}): no waste is counted; scan --json lists them.`,
    );
  for (const problem of problems) notes.push(`Not complete: ${printable(problem)}`);
  for (const { namespace, problems: its, closedNotExamined } of namespaces) {
    for (const problem of its) notes.push(`Not complete: namespace ${printable(namespace)}: ${printable(problem)}`);
    if (closedNotExamined > 0)
      notes.push(
        `Namespace ${printable(namespace)}: ${plural(closedNotExamined, 'workflow')} that closed in the last 10m were too many to examine; they may have left activities behind.`,
      );
  }
  if (namespaces.some(({ examined }) => examined > 0))
    notes.push(
      `One scan, at ${observedAt}. Only deadbeat collect shows what workflows that closed over 10m ago left behind, and activities that make no progress.`,
    );
  return notes;
}
