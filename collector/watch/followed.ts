import type { GroupQueue } from '../model/account/queue-groups.js';
import type { Millis } from '../model/activity/activity.js';
import type { Limits } from '../model/activity/reason.js';
import type { Execution } from '../model/execution/execution.js';
import { isAtRest, RestingExecutions } from '../model/execution/resting.js';
import { ActivityGauges } from '../model/gauges/activity-gauges.js';

/** The executions that are followed, by key; what is measured of them is kept up with every change. */
export class Followed {
  readonly gauges: ActivityGauges;
  /** Those that left activities behind which may still run. */
  readonly withOrphans = new Set<string>();
  /** Those that have closed, until a description or their history is taken over. */
  readonly leaving = new Set<string>();
  /** Of those at rest, their rows. */
  private readonly held = new Map<string, Execution | number>();
  private readonly resting = new RestingExecutions();

  constructor(limits: Limits, groupQueue: GroupQueue) {
    this.gauges = new ActivityGauges(limits, groupQueue);
  }

  get size(): number {
    return this.held.size;
  }

  has(key: string): boolean {
    return this.held.has(key);
  }

  /** One at rest is made for every question: see `isCurrent`. */
  get(key: string): Execution | undefined {
    const held = this.held.get(key);
    return typeof held === 'number' ? this.resting.get(held) : held;
  }

  /** Whether nothing about it has changed since it was asked for. */
  isCurrent(execution: Execution): boolean {
    const held = this.held.get(execution.key);
    return typeof held === 'number' ? this.resting.holds(held, execution) : held === execution;
  }

  set(key: string, execution: Execution): void {
    const before = this.get(key);
    const held = this.held.get(key);
    const row = typeof held === 'number' ? held : undefined;
    if (isAtRest(execution)) this.held.set(key, this.resting.put(execution, row));
    else {
      if (row !== undefined) this.resting.release(row);
      this.held.set(key, execution);
    }
    this.gauges.replace(before, execution);
  }

  delete(key: string): void {
    const before = this.get(key);
    const held = this.held.get(key);
    if (typeof held === 'number') this.resting.release(held);
    this.held.delete(key);
    this.withOrphans.delete(key);
    this.leaving.delete(key);
    this.gauges.replace(before, undefined);
  }

  /** In the order in which they were found. */
  *values(): Generator<Execution, void> {
    for (const held of this.held.values()) yield typeof held === 'number' ? this.resting.get(held) : held;
  }

  /** The same without those at rest. */
  *awake(): Generator<Execution, void> {
    for (const held of this.held.values()) if (typeof held !== 'number') yield held;
  }

  /** The instant since which all of those at rest have been described or, before their first description, found. */
  get restingObservedSince(): Millis {
    return this.resting.observedSince;
  }
}
