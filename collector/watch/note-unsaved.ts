import { type Execution, isPlain } from '../model/execution/execution.js';
import type { Unsaved } from './unsaved.js';

/**
 * Notes how soon the new form of an execution must be saved. One of which the account holds something, or of which
 * anything is open, goes with the account; of all others a restart only needs how far they were examined, before long.
 */
export function noteUnsaved(
  unsaved: Unsaved<Execution>,
  before: Execution,
  after: Execution,
  isCounted: boolean,
): void {
  if (isCounted || !isPlain(before) || !isPlain(after)) unsaved.changed(after.key);
  else if (hasMoved(before, after)) unsaved.changedSlightly(after.key, performance.now());
}

/** Whether it is further in its history, or anything else is new that a restart should know before long. */
function hasMoved(before: Execution, after: Execution): boolean {
  return (
    before.examinedUpTo !== after.examinedUpTo ||
    before.historyLength !== after.historyLength ||
    before.closedAt !== after.closedAt ||
    before.foundClosed !== after.foundClosed ||
    before.workflowType !== after.workflowType
  );
}
