import type { GroupQueue } from '../model/account/queue-groups.js';
import type { Limits } from '../model/activity/reason.js';
import type { Execution } from '../model/execution/execution.js';
import { ActivityGauges } from '../model/gauges/activity-gauges.js';

/** The executions that are followed, by key; what is measured of them is kept up with every change. */
export class Followed extends Map<string, Execution> {
  readonly gauges: ActivityGauges;
  /** Those that left activities behind which may still run. */
  readonly withOrphans = new Set<string>();
  /** Those that have closed, until a description or their history is taken over. */
  readonly leaving = new Set<string>();

  constructor(limits: Limits, groupQueue: GroupQueue) {
    super();
    this.gauges = new ActivityGauges(limits, groupQueue);
  }

  override set(key: string, execution: Execution): this {
    const before = this.get(key);
    super.set(key, execution);
    this.gauges.replace(before, execution);
    return this;
  }

  override delete(key: string): boolean {
    const before = this.get(key);
    const isGone = super.delete(key);
    this.withOrphans.delete(key);
    this.leaving.delete(key);
    this.gauges.replace(before, undefined);
    return isGone;
  }
}
