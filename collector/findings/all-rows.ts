import type { Limits } from '../model/activity/reason.js';
import type { NamespaceView } from '../watch/namespace-view.js';
import type { Row } from './row.js';
import { type Ranked, rankedRows, suspectRow, worstFirst } from './rows.js';

/** The rows of all namespaces: most wasted first, then longest silent. */
export function rowsOfAll(views: Iterable<NamespaceView>, limits: Limits, uiUrl: string | undefined): Row[] {
  const ranked: Ranked[] = [];
  for (const view of views) ranked.push(...rankedRows(view.executions(), { now: view.now(), limits, uiUrl }));
  return worstFirst(ranked);
}

/** The suspects of all namespaces, longest first. */
export function suspectRowsOf(views: Iterable<NamespaceView>, limits: Limits, uiUrl: string | undefined): Row[] {
  return Array.from(views, (view) =>
    view.suspects().map((suspect) => suspectRow(suspect, { now: view.now(), limits, uiUrl })),
  )
    .flat()
    .sort((a, b) => (a.forcedEndAt ?? '').localeCompare(b.forcedEndAt ?? ''));
}
