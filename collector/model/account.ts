import { type Distribution, emptyDistribution, observe } from './distribution.js';
import { type ActivityLabels, type Effect, unexaminedCauses } from './effect.js';
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

  apply(effects: readonly Effect[]): void {
    for (const effect of effects) this.applyOne(effect);
    if (effects.length > 0) this.changes += 1;
  }

  private applyOne(effect: Effect): void {
    switch (effect.kind) {
      case 'wasted': {
        const paid = addPayingDebt(this.wasted.at([...valuesOf(effect.labels), effect.reason]), effect.changeMs);
        if (effect.late) this.lateMs.at([effect.labels.namespace]).value += paid;
        return;
      }
      case 'expected':
        this.wasted.at([...valuesOf(effect.labels), effect.reason]);
        return;
      case 'ended': {
        const { namespace, taskQueue, activityType } = effect.labels;
        const distribution = this.cancelToEnd.at([namespace, taskQueue, activityType, effect.outcome]);
        observe(distribution, effect.afterMs / 1000, this.options.bucketBounds);
        return;
      }
      case 'lost':
        this.lostMs.at(valuesOf(effect.labels)).value += effect.changeMs;
        return;
      case 'orphaned':
        this.orphanedMs.at(valuesOf(effect.labels)).value += effect.changeMs;
        return;
      case 'given_up':
        return;
      case 'unexamined':
        this.unexamined.at([effect.namespace, effect.cause]).value += 1;
        return;
      case 'unreadable':
        this.unreadable.at([effect.namespace, effect.cause]).value += 1;
        return;
    }
  }
}

/** Returns what the total grew by. */
export function addPayingDebt(total: WastedTotal, changeMs: number): number {
  const owed = total.debtMs - changeMs;
  total.debtMs = Math.max(0, owed);
  const grown = Math.max(0, -owed);
  total.ms += grown;
  return grown;
}

function valuesOf({ namespace, taskQueue, workflowType, activityType }: ActivityLabels): string[] {
  return [namespace, taskQueue, workflowType, activityType];
}
