import { readFileSync } from 'node:fs';
import { findingNames, findings } from '../../collector/findings/findings.js';
import { htmlOf } from './markdown.js';

/** The runbooks that findings name, and those that these link to, as HTML by name. */
export function runbooksAsHtml(): Readonly<Record<string, string>> {
  const texts = new Map<string, string>();
  const names = new Set<string>(findingNames.map((finding) => findings[finding].runbook));
  for (const name of names) {
    const text = readFileSync(new URL(`../../alerts/runbooks/${name}.md`, import.meta.url), 'utf8');
    texts.set(name, htmlOf(text));
    for (const [, linked = ''] of text.matchAll(/\]\((\w+)\.md\)/g)) names.add(linked);
  }
  return Object.fromEntries([...texts].sort());
}

/** collector/web/generated/runbooks.ts, for those who cannot reach the project from where they are. */
export function servedRunbooks(): string {
  return `// Made by \`npm run generate\` from alerts/runbooks; do not edit.
export const runbooks: Readonly<Record<string, string>> = ${JSON.stringify(runbooksAsHtml())};
`;
}
