import type { Distribution } from '../model/account/distribution.js';
import { labelsOf, valuesOf } from '../model/account/labels.js';
import { confirmedUntil, measure, summarize } from '../model/activity-gauges.js';
import { phases } from '../model/execution/execution.js';
import type { NamespaceView } from '../watch/namespace-view.js';
import type { View } from '../web/view.js';
import { type MetricKey, metrics } from './definitions.js';
import { Gauges } from './gauges.js';
import { nameOf } from './zero-first.js';

/** `labels` in the order of the metric's definition. */
export type Sample = Readonly<{ labels: readonly string[]; value: number | Distribution }>;
export type Samples = ReadonlyMap<MetricKey, readonly Sample[]>;

/** The value of every metric at this moment, for one of those who scrape, or for somebody who does not. */
export function samplesOf(view: View, scraper?: string): Samples {
  const samples = new Map<MetricKey, Sample[]>();
  const add = (key: MetricKey, labels: readonly string[], value: number | Distribution) => {
    const known = samples.get(key);
    if (known === undefined) samples.set(key, [{ labels, value }]);
    else known.push({ labels, value });
  };
  addAccount(view, scraper, add);
  addGauges(view, add);
  addOffenders(view, add);
  for (const namespace of view.namespaces()) addNamespace(namespace, add);
  addSelf(view, add);

  for (const key of ['wasted', 'cancelToEnd', 'orphanedMs', 'lostMs'] as const)
    add('foldedLabelSets', [metrics[accountMetrics[key]].name], view.account[key].foldedCount);
  return samples;
}

type Add = (key: MetricKey, labels: readonly string[], value: number | Distribution) => void;

const accountMetrics = {
  wasted: 'wastedSeconds',
  cancelToEnd: 'cancelToEnd',
  orphanedMs: 'orphanedExposure',
  lostMs: 'lostSeconds',
} as const satisfies Record<string, MetricKey>;

function addAccount(view: View, scraper: string | undefined, add: Add): void {
  const data = view.published();
  const fresh = scraper === undefined ? new Set() : view.zeroFirst.atScrape(scraper, data, performance.now());
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

/** Gauges of activities and slots, folded beyond the limit, with how many label sets that were. */
function addGauges(view: View, add: Add): void {
  const gauges = new Gauges(view.maxLabelSets);
  for (const watched of view.namespaces()) {
    const { namespace, slots } = watched;
    const now = watched.now();
    for (const execution of watched.executions())
      measure(execution, now, view.limits, (gauge, labels, more, value) =>
        gauges.report(gauge, [...valuesOf(labels), ...more], value),
      );
    for (const { taskQueue, used, free, unaccounted } of slots) {
      gauges.report('workerSlots', [namespace, taskQueue, 'used'], used);
      gauges.report('workerSlots', [namespace, taskQueue, 'free'], free);
      if (unaccounted !== undefined) gauges.report('unaccountedSlots', [namespace, taskQueue], unaccounted);
    }
  }
  for (const [key, series] of gauges.entries()) {
    for (const { labels, value } of series.entries()) add(key, labels, value.value);
    add('foldedLabelSets', [metrics[key].name], series.foldedCount);
  }
}

function addOffenders({ namespaces, topOffenders }: View, add: Add): void {
  if (topOffenders === 0) return;
  const offenders: { labels: string[]; value: number }[] = [];
  for (const namespace of namespaces()) {
    const now = namespace.now();
    for (const execution of namespace.executions()) {
      if (execution.closedAt !== undefined || execution.describedAt === undefined) continue;
      for (const { activity, episode, seenAt } of execution.attempts.values()) {
        if (episode === undefined) continue;
        const names = [execution.workflowId, execution.runId, activity.activityId, episode.reason];
        offenders.push({
          labels: [...valuesOf(labelsOf(execution, activity)), ...names],
          value: Math.max(0, confirmedUntil(seenAt, now) - episode.requestedAt) / 1000,
        });
      }
    }
  }
  offenders.sort((a, b) => b.value - a.value);
  for (const { labels, value } of offenders.slice(0, topOffenders)) add('offender', labels, value);
}

function addNamespace(view: NamespaceView, add: Add): void {
  const { namespace, up, lastCompletePassAt, budgets, clockOffsetMs } = view;
  add('up', [namespace], up === true ? 1 : 0);
  if (lastCompletePassAt !== undefined) add('lastCompletePass', [namespace], lastCompletePassAt / 1000);
  const summaries = summarize(view.executions());
  for (const phase of phases) {
    const { count, oldestObservationAt } = summaries.get(phase) ?? { count: 0, oldestObservationAt: undefined };
    add('trackedExecutions', [namespace, phase], count);
    if (oldestObservationAt !== undefined)
      add('observationOldest', [namespace, phase], Math.max(0, view.now() - oldestObservationAt) / 1000);
  }
  add('requestBudget', [namespace, 'describe'], budgets.describe.allowedPerSecond);
  add('requestBudget', [namespace, 'visibility'], budgets.visibility.allowedPerSecond);
  add('clockOffset', [namespace], clockOffsetMs / 1000);
}

function addSelf({ self, build }: View, add: Add): void {
  for (const { labels, value } of self.requests.entries()) add('temporalRequests', labels, value.value);
  for (const { labels, value } of self.requestSeconds.entries()) add('temporalRequestSeconds', labels, value);
  for (const { labels, value } of self.passSeconds.entries()) add('passSeconds', labels, value);
  for (const { labels, value } of self.passesSkipped.entries()) add('passesSkipped', labels, value.value);
  add('stateFileErrors', [], self.stateFileErrors);
  add('buildInfo', [build.version, build.revision], 1);
}
