import type { Limits } from '../model/activity/reason.js';
import type { NamespaceWatch } from '../watch/namespace-watch.js';
import type { Row } from './row.js';
import { type Ranked, rankedRows, suspectRow, worstFirst } from './rows.js';

/** The rows of all namespaces: most wasted first, then longest silent. */
export function rowsOfAll(watches: Iterable<NamespaceWatch>, limits: Limits, uiUrl: string | undefined): Row[] {
  const ranked: Ranked[] = [];
  for (const { parts } of watches)
    ranked.push(...rankedRows(parts.executions.values(), { now: parts.clock.now(), limits, uiUrl }));
  return worstFirst(ranked);
}

/** The suspects of all namespaces, longest first. */
export function suspectRowsOf(watches: Iterable<NamespaceWatch>, limits: Limits, uiUrl: string | undefined): Row[] {
  return Array.from(watches, ({ parts: { executions, workers, clock } }) =>
    executions.suspects.shown(workers.slots).map((suspect) => suspectRow(suspect, { now: clock.now(), limits, uiUrl })),
  )
    .flat()
    .sort((a, b) => (a.forcedEndAt ?? '').localeCompare(b.forcedEndAt ?? ''));
}
