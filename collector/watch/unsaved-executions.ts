import { type Execution, isPlain } from '../model/execution/execution.js';
import { Unsaved } from './unsaved.js';

/** Which of the followed executions are to be saved, and how soon. */
export class UnsavedExecutions extends Unsaved<Execution> {
  found({ key, foundClosed }: Execution): void {
    if (foundClosed) this.changed(key);
    else this.mayWait(key);
  }

  /**
   * One of which the account holds something, or of which anything is open, goes with the account; of all others a restart
   * only needs how far they were examined, before long.
   */
  updated(before: Execution, after: Execution, isCounted: boolean): void {
    if (isCounted || !isPlain(before) || !isPlain(after)) this.changed(after.key);
    else if (hasMoved(before, after)) this.mayWait(after.key);
  }

  /** A save must hold it before long. */
  mayWait(key: string): void {
    this.changedSlightly(key, performance.now());
  }

  /** What an earlier run left behind and this one no longer follows is removed from the state, too. */
  release(key: string): void {
    this.restored(key);
    this.removed(key);
  }
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
