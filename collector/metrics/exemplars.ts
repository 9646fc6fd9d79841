import type { Identities } from '../findings/identities.js';
import type { Exemplar as Observed } from '../model/account/distribution.js';
import type { Exemplar } from './sample-set.js';

/** OpenMetrics allows so many characters in the names and values of an exemplar's labels together. */
const charactersAtMost = 128;

/** Leads to the workflow. One whose ID is too long is named by its run alone: a cut ID would lead nowhere. */
export function exemplarOf({ workflowId, runId, value, at }: Observed, identities: Identities): Exemplar | undefined {
  const run = { run_id: identities.shown(runId) };
  const labels = [{ workflow_id: identities.shown(workflowId), ...run }, run].find(fits);
  return labels && { labels, value, at };
}

function fits(labels: Readonly<Record<string, string>>): boolean {
  return [...Object.entries(labels).flat().join('')].length <= charactersAtMost;
}
