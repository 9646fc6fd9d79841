import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Severity } from './alert.js';
import { inMs } from './threshold-kinds.js';

type Route = Readonly<{ matchers?: readonly string[]; group_wait?: string; routes?: readonly Route[] }>;

/** How long the committed alertmanager.yml collects alerts of a severity before it sends the first notification. */
export function groupWaitMs(severity: Severity): number {
  const { route } = parse(readFileSync(new URL('./alertmanager.yml', import.meta.url), 'utf8')) as { route: Route };
  const ofDeadbeat = route.routes?.find(({ matchers }) => matchers?.some((matcher) => matcher.startsWith('alertname')));
  const ofSeverity = ofDeadbeat?.routes?.find(({ matchers }) => matchers?.includes(`severity="${severity}"`));
  const wait = ofSeverity?.group_wait ?? ofDeadbeat?.group_wait;
  if (wait === undefined) throw new Error(`alertmanager.yml has no group_wait for severity ${severity}`);
  return inMs(wait);
}
