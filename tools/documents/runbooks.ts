import { readFileSync } from 'node:fs';
import { findingNames, findings } from '../../collector/findings/findings.js';

/** collector/web/generated/runbooks.ts: the runbooks that findings name, for those who cannot reach the project from where they are. */
export function servedRunbooks(): string {
  const names = [...new Set(findingNames.map((finding) => findings[finding].runbook))].sort();
  const texts = Object.fromEntries(
    names.map((name) => [name, readFileSync(new URL(`../../alerts/runbooks/${name}.md`, import.meta.url), 'utf8')]),
  );
  return `// Made by \`npm run generate\` from alerts/runbooks; do not edit.
export const runbooks: Readonly<Record<string, string>> = ${JSON.stringify(texts)};
`;
}
