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

/** What the server has given up on in all namespaces, and may still run. */
export function* allGivenUp(views: Iterable<NamespaceView>): Generator<Entry> {
  for (const view of views) {
    const context = { now: view.now() };
    // Both at one instant: the walk may pause, and an attempt goes from one to the other meanwhile.
    const [suspects, undecided] = [view.suspects(), view.undecided()];
    for (const suspect of suspects) yield suspectEntry(suspect, context);
    for (const suspect of undecided) yield suspectEntry(suspect, context, 'undecided');
  }
}
