import type { Limits } from '../model/activity/reason.js';
import type { NamespaceView } from '../watch/namespace-view.js';
import { type Entry, entriesOf, suspectEntry } from './entry.js';

/** Every pending activity of all namespaces, orphans included, in no order. */
export function* allEntries(views: Iterable<NamespaceView>, limits: Limits): Generator<Entry> {
  for (const view of views) {
    const context = { now: view.now(), limits, cancelsArePushed: view.cancelsArePushed };
    for (const execution of view.executions()) yield* entriesOf(execution, context);
  }
}

/** The suspects of all namespaces. */
export function* allSuspects(views: Iterable<NamespaceView>): Generator<Entry> {
  for (const view of views) for (const suspect of view.suspects()) yield suspectEntry(suspect, { now: view.now() });
}
