import { type Finding, findings } from './findings.js';

const runbooks = 'https://github.com/deadbeat-io/deadbeat/blob/main/alerts/runbooks';

/** Where the runbook of a finding can be read. */
export function runbookUrlOf(finding: Finding): string {
  return `${runbooks}/${findings[finding].runbook}.md`;
}
