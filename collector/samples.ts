import { folded, type MetricDefinition, type MetricKey, metrics } from './metrics.js';
import { type ActivityGauge, confirmedUntil, measure, summarize } from './model/aggregate.js';
import type { Distribution } from './model/distribution.js';
import type { ActivityLabels } from './model/effect.js';
import { phases } from './model/execution.js';
import { labelsOf } from './model/labels.js';
import { Series } from './model/series.js';
import { nameOf } from './newcomers.js';
import type { View } from './view.js';
import type { NamespaceWatch } from './watch/namespace-watch.js';

/** `labels` in the order of the metric's definition. */
export type Sample = Readonly<{ labels: readonly string[]; value: number | Distribution }>;
export type Samples = ReadonlyMap<MetricKey, readonly Sample[]>;

/** The value of every metric at this moment. */
export function samplesOf(view: View): Samples {
  const samples = new Map<MetricKey, Sample[]>();
  const add = (key: MetricKey, labels: readonly string[], value: number | Distribution) => {
    const known = samples.get(key);
    if (known === undefined) samples.set(key, [{ labels, value }]);
    else known.push({ labels, value });
  };
  addAccount(view, add);
  const foldedSets = addGauges(view, add);
  for (const watch of view.namespaces()) addNamespace(watch, add);
  addSelf(view, add);

  for (const key of ['wasted', 'cancelToEnd', 'orphanedMs', 'lostMs'] as const)
    add('foldedLabelSets', [metrics[accountMetrics[key]].name], view.account[key].foldedCount);
  for (const [key, count] of foldedSets) add('foldedLabelSets', [metrics[key].name], count);
  return samples;
}

type Add = (key: MetricKey, labels: readonly string[], value: number | Distribution) => void;

const accountMetrics = {
  wasted: 'wastedSeconds',
  cancelToEnd: 'cancelToEnd',
  orphanedMs: 'orphanedExposure',
  lostMs: 'lostSeconds',
} as const satisfies Record<string, MetricKey>;

function addAccount(view: View, add: Add): void {
  const data = view.published();
  const fresh = view.newcomers.atScrape(data, performance.now());
  const shown = (counter: 'wasted' | 'orphanedMs' | 'lostMs', labels: readonly string[], ms: number) =>
    fresh.has(nameOf(counter, labels)) ? 0 : ms / 1000;
  for (const [labels, ms] of data.wasted) add('wastedSeconds', labels, shown('wasted', labels, ms));
  for (const [labels, counts, sum, count] of data.cancelToEnd) {
    const isFresh = fresh.has(nameOf('cancelToEnd', labels));
    add('cancelToEnd', labels, isFresh ? { counts: [], sum: 0, count: 0 } : { counts: [...counts], sum, count });
  }
  for (const [labels, ms] of data.orphanedMs) add('orphanedExposure', labels, shown('orphanedMs', labels, ms));
  for (const [labels, ms] of data.lostMs) add('lostSeconds', labels, shown('lostMs', labels, ms));
  for (const [labels, ms] of data.lateMs) add('lateSeconds', labels, ms / 1000);
  for (const [labels, count] of data.unexamined) add('unexamined', labels, count);
  for (const [labels, count] of data.unreadable) add('unreadable', labels, count);
}

/** Gauges of activities, folded beyond the limit. @returns how many label sets were folded, by metric */
function addGauges(view: View, add: Add): Map<ActivityGauge, number> {
  const gauges = new Map<ActivityGauge, Series<{ value: number }>>();
  const report = (gauge: ActivityGauge, labels: ActivityLabels, more: readonly string[], value: number) => {
    let series = gauges.get(gauge);
    if (series === undefined) {
      series = new Series(() => ({ value: 0 }), view.maxLabelSets, [1, 2, 3], folded);
      gauges.set(gauge, series);
    }
    const { namespace, taskQueue, workflowType, activityType } = labels;
    const total = series.at([namespace, taskQueue, workflowType, activityType, ...more]);
    const { fold }: MetricDefinition = metrics[gauge];
    total.value = fold === 'max' ? Math.max(total.value, value) : total.value + value;
  };

  const offenders: { labels: string[]; value: number }[] = [];
  for (const { parts } of view.namespaces()) {
    const now = parts.clock.now();
    for (const execution of parts.executions.values()) {
      measure(execution, now, view.limits, report);
      if (execution.closedAt !== undefined || execution.lookedAt === undefined) continue;
      for (const { activity, episode, seenAt } of execution.attempts.values()) {
        if (episode === undefined || view.topOffenders === 0) continue;
        const { namespace, taskQueue, workflowType, activityType } = labelsOf(execution, activity);
        const { workflowId, runId } = execution;
        offenders.push({
          labels: [
            namespace,
            taskQueue,
            workflowType,
            activityType,
            workflowId,
            runId,
            activity.activityId,
            episode.reason,
          ],
          value: Math.max(0, confirmedUntil(seenAt, now) - episode.requestedAt) / 1000,
        });
      }
    }
  }
  for (const [gauge, series] of gauges)
    for (const { labels, value } of series.entries()) add(gauge, labels, value.value);
  offenders.sort((a, b) => b.value - a.value);
  for (const { labels, value } of offenders.slice(0, view.topOffenders)) add('offender', labels, value);
  return new Map([...gauges].map(([gauge, series]) => [gauge, series.foldedCount]));
}

function addNamespace({ parts }: NamespaceWatch, add: Add): void {
  for (const { taskQueue, used, free, unaccounted } of parts.workers.slots) {
    add('workerSlots', [parts.namespace, taskQueue, 'used'], used);
    add('workerSlots', [parts.namespace, taskQueue, 'free'], free);
    if (unaccounted !== undefined) add('unaccountedSlots', [parts.namespace, taskQueue], unaccounted);
  }
  const { namespace, passes, executions, clock, budgets } = parts;
  add('up', [namespace], passes.up === true ? 1 : 0);
  if (passes.lastCompleteAt !== undefined) add('lastCompletePass', [namespace], passes.lastCompleteAt / 1000);
  const summaries = summarize(executions.values());
  for (const phase of phases) {
    const { count, oldestObservationAt } = summaries.get(phase) ?? { count: 0, oldestObservationAt: undefined };
    add('trackedExecutions', [namespace, phase], count);
    if (oldestObservationAt !== undefined)
      add('observationOldest', [namespace, phase], Math.max(0, clock.now() - oldestObservationAt) / 1000);
  }
  add('requestBudget', [namespace, 'describe'], budgets.describe.allowedPerSecond);
  add('requestBudget', [namespace, 'visibility'], budgets.visibility.allowedPerSecond);
  add('clockOffset', [namespace], clock.offset.offsetMs / 1000);
}

function addSelf({ self, build }: View, add: Add): void {
  for (const { labels, value } of self.requests.entries()) add('temporalRequests', labels, value.value);
  for (const { labels, value } of self.requestSeconds.entries()) add('temporalRequestSeconds', labels, value);
  for (const { labels, value } of self.passSeconds.entries()) add('passSeconds', labels, value);
  for (const { labels, value } of self.passesSkipped.entries()) add('passesSkipped', labels, value.value);
  add('stateFileErrors', [], self.stateFileErrors);
  add('buildInfo', [build.version, build.revision], 1);
}
