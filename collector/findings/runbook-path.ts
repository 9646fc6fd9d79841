import { type Finding, findings } from './findings.js';

/** Where the collector serves the runbook of a finding, relative to its page. */
export function runbookPathOf(finding: Finding): string {
  return `runbooks/${findings[finding].runbook}.md`;
}
