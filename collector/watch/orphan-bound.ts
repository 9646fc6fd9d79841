import type { Millis } from '../model/activity/activity.js';
import { countOrphans } from '../model/execution/count-orphans.js';
import type { Lifecycle, LifecycleParts } from './lifecycle.js';

/** Counts what orphans may have run: time alone adds to it, without a call. */
export class OrphanBound {
  /** Every orphan is counted up to this instant, or to where it may run no longer. */
  countedUntil: Millis | undefined;

  constructor(
    private readonly parts: Pick<LifecycleParts, 'followed' | 'unsaved' | 'effects'>,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** Counts the bound of orphans up to now, and forgets those that can no longer run. */
  count(now: Millis): void {
    const { followed, unsaved, effects } = this.parts;
    if (followed.withOrphans.size === 0) return;
    // What is saved of each orphan is as of its own last change: this one instant is how far all of them are counted.
    const isClockSetBack = now < (this.countedUntil ?? now);
    this.countedUntil = now;
    for (const key of followed.withOrphans) {
      const execution = followed.get(key);
      if (execution === undefined) continue;
      const step = countOrphans(execution, now);
      followed.set(key, step.execution);
      effects.apply(step.effects);
      if (isClockSetBack || step.execution.orphans.length < execution.orphans.length) unsaved.changed(key);
      if (step.execution.orphans.length > 0) continue;
      followed.withOrphans.delete(key);
      this.lifecycle.reschedule(key, now);
    }
  }
}
