import type { Reason } from '../activity/reason.js';
import { type Distribution, emptyDistribution, observe } from './distribution.js';
import { type ActivityLabels, type Effect, unexaminedCauses } from './effect.js';
import { valuesOf } from './labels.js';
import { Series } from './series.js';

export type Total = { value: number };
/** `debtMs`: counted too much at an earlier look; later additions pay it first, so that the total never falls. */
export type WastedTotal = { ms: number; debtMs: number };

export type AccountOptions = Readonly<{ maxLabelSets: number; foldedValue: string; bucketBounds: readonly number[] }>;

/** Everything that Deadbeat has counted: a value that can be saved and read back. */
export class Account {
  /** namespace, task_queue, workflow_type, activity_type, reason */
  readonly wasted: Series<WastedTotal>;
  /** namespace, task_queue, activity_type, outcome */
  readonly cancelToEnd: Series<Distribution>;
  /** Milliseconds; namespace, task_queue, workflow_type, activity_type */
  readonly orphanedMs: Series<Total>;
  /** Milliseconds; namespace, task_queue, workflow_type, activity_type */
  readonly lostMs: Series<Total>;
  /** Milliseconds; namespace */
  readonly lateMs: Series<Total>;
  /** namespace, cause */
  readonly unexamined: Series<Total>;
  /** namespace, cause */
  readonly unreadable: Series<Total>;

  constructor(private readonly options: AccountOptions) {
    const { maxLabelSets, foldedValue, bucketBounds } = options;
    const total = () => ({ value: 0 });
    this.wasted = new Series(() => ({ ms: 0, debtMs: 0 }), maxLabelSets, [1, 2, 3], foldedValue);
    this.cancelToEnd = new Series(() => emptyDistribution(bucketBounds), maxLabelSets, [1, 2], foldedValue);
    this.orphanedMs = new Series(total, maxLabelSets, [1, 2, 3], foldedValue);
    this.lostMs = new Series(total, maxLabelSets, [1, 2, 3], foldedValue);
    this.lateMs = new Series(total, maxLabelSets, [], foldedValue);
    this.unexamined = new Series(total, maxLabelSets, [], foldedValue);
    this.unreadable = new Series(total, maxLabelSets, [], foldedValue);
  }

  /** The totals of a namespace exist from the start, so that nobody takes "not there" for "nothing". */
  expectNamespace(namespace: string): void {
    this.lateMs.at([namespace]);
    for (const cause of unexaminedCauses) this.unexamined.at([namespace, cause]);
  }

  /** Grows whenever a total may have changed. */
  changes = 0;

  /** @returns whether any total changed or is new */
  apply(effects: readonly Effect[]): boolean {
    let changed = false;
    for (const effect of effects) changed = this.applyOne(effect) || changed;
    if (changed) this.changes += 1;
    return changed;
  }

  private applyOne(effect: Effect): boolean {
    switch (effect.kind) {
      case 'wasted': {
        const isNew = this.expect(effect.labels, effect.reason);
        const total = this.wasted.at([...valuesOf(effect.labels), effect.reason]);
        const grown = addPayingDebt(total, effect.changeMs);
        if (effect.late) this.lateMs.at([effect.labels.namespace]).value += grown;
        return isNew || effect.changeMs !== 0;
      }
      case 'expected':
        return this.expect(effect.labels, effect.reason);
      case 'ended': {
        const { namespace, taskQueue, activityType } = effect.labels;
        const distribution = this.cancelToEnd.at([namespace, taskQueue, activityType, effect.outcome]);
        observe(distribution, effect.afterMs / 1000, this.options.bucketBounds);
        return true;
      }
      case 'lost':
        return add(this.lostMs, valuesOf(effect.labels), effect.changeMs);
      case 'orphaned':
        return add(this.orphanedMs, valuesOf(effect.labels), effect.changeMs);
      case 'given_up':
        return false;
      case 'unexamined':
        return add(this.unexamined, [effect.namespace, effect.cause], effect.executions);
      case 'unreadable':
        return add(this.unreadable, [effect.namespace, effect.cause], 1);
    }
  }

  /** @returns whether the series is new */
  private expect(labels: ActivityLabels, reason: Reason): boolean {
    const { size } = this.wasted;
    this.wasted.at([...valuesOf(labels), reason]);
    return this.wasted.size > size;
  }
}

function add(series: Series<Total>, labels: readonly string[], change: number): boolean {
  const { size } = series;
  series.at(labels).value += change;
  return change !== 0 || series.size > size;
}

/** Returns what the total grew by. */
export function addPayingDebt(total: WastedTotal, changeMs: number): number {
  const owed = total.debtMs - changeMs;
  total.debtMs = Math.max(0, owed);
  const grown = Math.max(0, -owed);
  total.ms += grown;
  return grown;
}
