import { Slices } from '../async/slices.js';
import { phases } from '../model/execution/execution.js';
import { groupSlots } from '../model/workers/slots.js';
import type { NamespaceView } from '../watch/namespace-view.js';
import { addAccount } from './account-samples.js';
import { Gauges } from './gauges.js';
import { addOffenders } from './offender-samples.js';
import { addOwnerSamples } from './owner-samples.js';
import { Samples } from './sample-set.js';
import type { View } from './view.js';

/** The value of every metric at this moment; lets other work go first after every few milliseconds. */
export async function samplesOf(view: View, slices = new Slices()): Promise<Samples> {
  const samples = new Samples();
  addAccount(samples, view, Date.now());
  await slices.pauseIfDue();
  await addGauges(view, samples, slices);
  await addOffenders(samples, view, slices);
  const passIntervalMs = view.passIntervalMs();
  for (const watched of view.namespaces()) {
    addNamespace(watched, samples);
    if (passIntervalMs !== undefined)
      samples.add('passInterval', { namespace: watched.namespace }, passIntervalMs / 1000);
    await slices.pauseIfDue();
  }
  addSelf(view, samples);
  const discovery = view.discovery();
  if (discovery !== undefined) samples.add('namespaceDiscoveryUp', {}, discovery.up ? 1 : 0);
  const owners = view.owners?.current();
  if (owners !== undefined) addOwnerSamples(samples, owners, Date.now());
  for (const { file, lastReloadSuccessful, failedReloads } of view.watchedFiles()) {
    samples.add('configReloadSuccessful', { file }, lastReloadSuccessful ? 1 : 0);
    samples.add('configReloadFailures', { file }, failedReloads);
  }
  return samples;
}

/** Gauges of activities and slots, folded beyond the limit. */
async function addGauges(view: View, samples: Samples, slices: Slices): Promise<void> {
  const gauges = new Gauges(samples, view.maxLabelSets);
  for (const watched of view.namespaces()) {
    const { namespace, cancelsArePushed } = watched;
    for (const group of watched.gauges.labelSets()) {
      group.report(watched.now(), cancelsArePushed, (gauge, labels, value) => gauges.reportAny(gauge, labels, value));
      await slices.pauseIfDue();
    }
    for (const slots of groupSlots(watched.slots, view.groupQueue)) {
      const { taskQueue, used, free, accounted, unaccounted } = slots;
      const queue = { namespace, task_queue: taskQueue };
      gauges.report('workerSlots', { ...queue, state: 'used' }, used);
      if (free !== undefined) gauges.report('workerSlots', { ...queue, state: 'free' }, free);
      if (view.followsEveryExecution) gauges.report('accountedSlots', queue, accounted);
      if (unaccounted !== undefined) gauges.report('unaccountedSlots', queue, unaccounted);
    }
  }
  gauges.end();
}

function addNamespace(view: NamespaceView, samples: Samples): void {
  const { namespace, up, lastCompletePassAt, lastPassStartedAt, lastReconciledAt, budgets, clockOffsetMs } = view;
  samples.add('up', { namespace }, up === true ? 1 : 0);
  if (lastCompletePassAt !== undefined) samples.add('lastCompletePass', { namespace }, lastCompletePassAt / 1000);
  for (const phase of phases) {
    samples.add('trackedExecutions', { namespace, phase }, view.gauges.phases.countOf(phase));
    const oldestAt = view.gauges.phases.oldestObservationAt(phase);
    if (oldestAt === undefined) continue;
    const ageMs = Math.max(0, view.now() - oldestAt);
    samples.add('observationOldest', { namespace, phase }, ageMs / 1000);
  }
  if (lastPassStartedAt !== undefined)
    samples.add('discoveryLag', { namespace }, Math.max(0, view.rawNow() - lastPassStartedAt) / 1000);
  if (lastReconciledAt !== undefined) samples.add('lastReconciliation', { namespace }, lastReconciledAt / 1000);
  samples.add('requestBudgetConfigured', { namespace, kind: 'describe' }, budgets.describe.perSecond);
  samples.add('requestBudgetConfigured', { namespace, kind: 'visibility' }, budgets.visibility.perSecond);
  samples.add('requestBudget', { namespace, kind: 'describe' }, budgets.describe.allowedPerSecond);
  samples.add('requestBudget', { namespace, kind: 'visibility' }, budgets.visibility.allowedPerSecond);
  for (const limit of view.limits()) samples.add('limits', { namespace, limit }, 1);
  samples.add('clockOffset', { namespace }, clockOffsetMs / 1000);
}

function addSelf({ self, build, shard }: View, samples: Samples): void {
  for (const { labels, value, createdAt } of self.requests.entries())
    samples.addAny('temporalRequests', { labels, value: value.value, createdAt });
  for (const { labels, value, createdAt } of self.refusals.entries())
    samples.addAny('temporalRefusals', { labels, value: value.value, createdAt });
  for (const { labels, value } of self.requestSeconds.entries()) samples.add('temporalRequestSeconds', labels, value);
  for (const { labels, value } of self.passSeconds.entries()) samples.add('passSeconds', labels, value);
  for (const { labels, value } of self.passesSkipped.entries()) samples.add('passesSkipped', labels, value.value);
  for (const { labels, value } of self.missedByPasses.entries()) samples.add('missedByPasses', labels, value.value);
  samples.add('stateFileErrors', {}, self.stateFileErrors);
  samples.add('connectionsRefused', {}, self.connectionsRefused);
  samples.add('shardInfo', { shard: String(shard.index), shards: String(shard.count) }, 1);
  samples.add('buildInfo', { version: build.version, revision: build.revision }, 1);
}
