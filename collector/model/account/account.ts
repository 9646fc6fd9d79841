import { type Exactly, metrics } from '../../metrics/definitions.js';
import type { Millis } from '../activity/activity.js';
import type { Reason } from '../activity/reason.js';
import { type AccountOptions, type AccountSeries, counterNames, seriesOfCounters, type Total } from './counters.js';
import { observe } from './distribution.js';
import { type ActivityLabels, type Effect, type Trace, unexaminedCauses } from './effect.js';
import { metricLabels, WastedLabels } from './labels.js';
import { type GroupQueue, groupQueuesBy } from './queue-groups.js';
import { type EndedEpisode, RecentlyEnded } from './recently-ended.js';
import type { AnyLabels, Series } from './series.js';

/** Everything that Deadbeat has counted: a value that can be saved and read back. */
export class Account {
  readonly series: AccountSeries;

  /** Of this run; what began to count before was shown by an earlier one. */
  readonly startedAt: Millis;
  /** Of all runs together. */
  countingSince: Millis;
  /** Grows whenever a total may have changed. */
  changes = 0;

  readonly groupQueue: GroupQueue;
  /** Under their own task queues. */
  readonly recentlyEnded = new RecentlyEnded<EndedEpisode>(({ at }) => at);
  readonly traces = new RecentlyEnded<Trace>(({ until }) => until);
  private readonly wastedLabels = new WastedLabels();

  constructor(options: AccountOptions) {
    this.groupQueue = options.groupQueue ?? groupQueuesBy([]);
    this.series = seriesOfCounters(options, () => this.changes + 1);
    this.startedAt = options.now();
    this.countingSince = this.startedAt;
  }

  /** The totals of a namespace exist from the start, so that no one takes "not there" for "nothing". */
  expectNamespace(namespace: string): void {
    this.series.lateMs.expect({ namespace });
    for (const cause of unexaminedCauses) this.series.unexamined.expect({ namespace, cause });
  }

  /** @returns whether any total changed or is new */
  apply(effects: readonly Effect[]): boolean {
    let changed = false;
    for (const effect of effects) {
      if (effect.kind === 'ended') this.recentlyEnded.add({ ...effect.labels, ...effect.of, outcome: effect.outcome });
      if (effect.kind === 'traced') this.traces.add(effect.trace);
      changed = this.applyOne(this.grouped(effect)) || changed;
    }
    if (changed) this.changes += 1;
    return changed;
  }

  private grouped(effect: Effect): Effect {
    if (!('labels' in effect)) return effect;
    const taskQueue = this.groupQueue(effect.labels.taskQueue);
    return taskQueue === effect.labels.taskQueue ? effect : { ...effect, labels: { ...effect.labels, taskQueue } };
  }

  private applyOne(effect: Effect): boolean {
    const { series } = this;
    switch (effect.kind) {
      case 'wasted': {
        if (effect.changeMs === 0) return this.expect(effect.labels, effect.reason);
        const total = series.wasted.at(this.wastedLabels.of(effect.labels, effect.reason));
        const grown = addPayingDebt(total, effect.changeMs);
        if (effect.late) series.lateMs.at({ namespace: effect.labels.namespace }).value += grown;
        return true;
      }
      case 'expected':
        return this.expect(effect.labels, effect.reason);
      case 'ended': {
        const { namespace, taskQueue, activityType } = effect.labels;
        const labels = { namespace, task_queue: taskQueue, activity_type: activityType, outcome: effect.outcome };
        const { buckets } = metrics.cancelToEnd;
        const { workflowId, runId, at } = effect.of;
        observe(series.cancelToEnd.at(labels), effect.afterMs / 1000, buckets, { workflowId, runId, at });
        return true;
      }
      case 'lost':
        return add(series.lostMs, metricLabels(effect.labels), effect.changeMs);
      case 'orphaned':
        return add(series.orphanedMs, metricLabels(effect.labels), effect.changeMs);
      case 'given_up':
      case 'traced':
      case 'cancel_was_pushed':
        return false;
      case 'unexamined': {
        const { namespace, cause, executions } = effect;
        return add(series.unexamined, { namespace, cause }, executions);
      }
      case 'estimated': {
        const labels = { namespace: effect.namespace, workflow_type: effect.workflowType };
        const isChanged = add(series.estimatedMs, labels, effect.seconds * 1000);
        return add(series.estimatedVariance, labels, effect.varianceSeconds2) || isChanged;
      }
      case 'unreadable': {
        const { namespace, cause } = effect;
        return add(series.unreadable, { namespace, cause }, 1);
      }
    }
  }

  /** @returns whether the series is new */
  private expect(labels: ActivityLabels, reason: Reason): boolean {
    return this.series.wasted.expect(this.wastedLabels.of(labels, reason));
  }

  /** Forgets label sets that never counted anything and whose subject has been gone for an hour. */
  forgetEmpty(now: Millis, isPresent: (labels: AnyLabels) => boolean): void {
    for (const name of counterNames) this.series[name].forgetEmpty(now - emptyKeptMs, isPresent);
  }
}

const emptyKeptMs = 3_600_000;

/** @returns whether the total changed or is new */
function add<Labels extends AnyLabels, Given extends Labels>(
  series: Series<Labels, Total>,
  labels: Exactly<Given, Labels>,
  change: number,
): boolean {
  if (change === 0) return series.expect<Given>(labels);
  series.at<Given>(labels).value += change;
  return true;
}

/** Returns what the total grew by. */
export function addPayingDebt(total: Total, change: number): number {
  const owed = total.debt - change;
  total.debt = Math.max(0, owed);
  const grown = Math.max(0, -owed);
  total.value += grown;
  return grown;
}
