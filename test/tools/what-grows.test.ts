import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const architecture = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const [, table = ''] = /## What grows, and who trims it\n([\s\S]*?)(?:\n## |$)/.exec(architecture) ?? [];
const owners = [...table.matchAll(/`((?:\w[\w-]*\/)+[\w-]+\.ts)`/g)].map(([, path = '']) => path);

/** Made for one question, one answer or one command, and gone with it; or with as many entries as the code names. */
const briefOrFixed: ReadonlySet<string> = new Set([
  'audit/plan.ts',
  'audit/resume-file.ts',
  'metrics/gauges.ts',
  'metrics/sample-set.ts',
  'model/account/labels.ts',
  'model/audit/tally.ts',
  'model/execution/facts-by-activity.ts',
  'model/execution/tail-check.ts',
  'model/gauges/activity-group.ts',
  'model/gauges/group-summary.ts',
  'model/gauges/phase-gauges.ts',
  'scan/problems.ts',
  'watch/collector.ts',
  'watch/observer.ts',
  'web/groups.ts',
  'web/next-types.ts',
  'web/queues.ts',
  'web/unreachable-types.ts',
  'web/workers.ts',
]);

/** Files with a map or a set that lives as long as its object, or as the process. */
function holders(): string[] {
  const files = readdirSync(join(root, 'collector'), { recursive: true, encoding: 'utf8' });
  const field = /^ {2}(?:private |readonly |static )+\w+(?:: [^=]+)? = new (?:Map|Set)\b/m;
  const variable = /^(?:const|let) \w+(?:: [^=]+)? = new (?:Map|Set)(?:<[^(]*>)?\(\);/m;
  return files.filter((path) => {
    if (!/\.tsx?$/.test(path) || /generated|web\/page\//.test(path)) return false;
    const text = readFileSync(join(root, 'collector', path), 'utf8');
    return field.test(text) || variable.test(text);
  });
}

it('every map that lives as long as the process has a row in docs/architecture.md that says who trims it', () => {
  const found = holders();
  expect(found.length).toBeGreaterThan(25);
  expect(found.filter((path) => !owners.includes(path) && !briefOrFixed.has(path))).toEqual([]);
  expect([...briefOrFixed].filter((path) => !found.includes(path))).toEqual([]);
});
