import { labelsOf, metricLabels } from '../model/account/labels.js';
import type { GroupQueue } from '../model/account/queue-groups.js';
import { confirmedUntil, measure, summarize } from '../model/activity-gauges.js';
import { phases } from '../model/execution/execution.js';
import { groupSlots } from '../model/workers/slots.js';
import type { NamespaceView } from '../watch/namespace-view.js';
import { addAccount } from './account-samples.js';
import { type LabelsOf, metrics } from './definitions.js';
import { Gauges } from './gauges.js';
import { addOwnerSamples } from './owner-samples.js';
import { Samples } from './sample-set.js';
import type { View } from './view.js';

/** The value of every metric at this moment. */
export function samplesOf(view: View): Samples {
  const samples = new Samples();
  addAccount(samples, view.account, view.published(), Date.now());
  addGauges(view, samples);
  addOffenders(view, samples);
  for (const namespace of view.namespaces()) addNamespace(namespace, samples);
  addSelf(view, samples);
  const owners = view.owners?.current();
  if (owners !== undefined) addOwnerSamples(samples, owners, Date.now());
  for (const { file, lastReloadSuccessful } of view.watchedFiles)
    samples.add('configReloadSuccessful', { file }, lastReloadSuccessful ? 1 : 0);
  return samples;
}

/** Gauges of activities and slots, folded beyond the limit, with how many label sets that were. */
function addGauges(view: View, samples: Samples): void {
  const gauges = new Gauges(view.maxLabelSets);
  for (const watched of view.namespaces()) {
    const { namespace } = watched;
    const now = watched.now();
    const judging = { ...view.limits, cancelsArePushed: watched.cancelsArePushed };
    for (const execution of watched.executions())
      measure(execution, now, judging, (gauge, labels, value) =>
        gauges.reportAny(gauge, groupedLabels(labels, view.groupQueue), value),
      );
    for (const slots of groupSlots(watched.slots, view.groupQueue)) {
      const { taskQueue, used, free, accounted, unaccounted } = slots;
      const queue = { namespace, task_queue: taskQueue };
      gauges.report('workerSlots', { ...queue, state: 'used' }, used);
      if (free !== undefined) gauges.report('workerSlots', { ...queue, state: 'free' }, free);
      gauges.report('accountedSlots', queue, accounted);
      if (unaccounted !== undefined) gauges.report('unaccountedSlots', queue, unaccounted);
    }
  }
  for (const [key, series] of gauges.entries()) {
    for (const { labels, value } of series.entries()) samples.addAny(key, { labels, value: value.value });
    samples.add('foldedLabelSets', { metric: metrics[key].name }, series.foldedCount);
  }
}

function groupedLabels<L extends Readonly<Partial<Record<'task_queue', string>>>>(
  labels: L,
  groupQueue: GroupQueue,
): L {
  const { task_queue: taskQueue } = labels;
  const group = taskQueue === undefined ? undefined : groupQueue(taskQueue);
  return group === taskQueue ? labels : { ...labels, task_queue: group };
}

function addOffenders({ namespaces, topOffenders, identities, groupQueue }: View, samples: Samples): void {
  if (topOffenders === 0) return;
  const offenders: { labels: LabelsOf<'offender'>; value: number }[] = [];
  for (const namespace of namespaces()) {
    const now = namespace.now();
    for (const execution of namespace.executions()) {
      if (execution.closedAt !== undefined || execution.describedAt === undefined) continue;
      for (const { activity, episode, seenAt } of execution.attempts.values()) {
        if (episode === undefined) continue;
        offenders.push({
          labels: {
            ...groupedLabels(metricLabels(labelsOf(execution, activity)), groupQueue),
            workflow_id: identities.shown(execution.workflowId),
            run_id: identities.shown(execution.runId),
            activity_id: identities.shown(activity.activityId),
            reason: episode.reason,
          },
          value: Math.max(0, confirmedUntil(seenAt, now) - episode.requestedAt) / 1000,
        });
      }
    }
  }
  offenders.sort((a, b) => b.value - a.value);
  for (const { labels, value } of offenders.slice(0, topOffenders)) samples.add('offender', labels, value);
}

function addNamespace(view: NamespaceView, samples: Samples): void {
  const { namespace, up, lastCompletePassAt, budgets, clockOffsetMs } = view;
  samples.add('up', { namespace }, up === true ? 1 : 0);
  if (lastCompletePassAt !== undefined) samples.add('lastCompletePass', { namespace }, lastCompletePassAt / 1000);
  const summaries = summarize(view.executions());
  for (const phase of phases) {
    const { count, oldestObservationAt } = summaries.get(phase) ?? { count: 0, oldestObservationAt: undefined };
    samples.add('trackedExecutions', { namespace, phase }, count);
    if (oldestObservationAt === undefined) continue;
    const ageMs = Math.max(0, view.now() - oldestObservationAt);
    samples.add('observationOldest', { namespace, phase }, ageMs / 1000);
  }
  samples.add('requestBudget', { namespace, kind: 'describe' }, budgets.describe.allowedPerSecond);
  samples.add('requestBudget', { namespace, kind: 'visibility' }, budgets.visibility.allowedPerSecond);
  for (const limit of view.limits()) samples.add('limits', { namespace, limit }, 1);
  samples.add('clockOffset', { namespace }, clockOffsetMs / 1000);
}

function addSelf({ self, build }: View, samples: Samples): void {
  for (const { labels, value, createdAt } of self.requests.entries())
    samples.addAny('temporalRequests', { labels, value: value.value, createdAt });
  for (const { labels, value } of self.requestSeconds.entries()) samples.add('temporalRequestSeconds', labels, value);
  for (const { labels, value } of self.passSeconds.entries()) samples.add('passSeconds', labels, value);
  for (const { labels, value } of self.passesSkipped.entries()) samples.add('passesSkipped', labels, value.value);
  samples.add('stateFileErrors', {}, self.stateFileErrors);
  samples.add('buildInfo', { version: build.version, revision: build.revision }, 1);
}
