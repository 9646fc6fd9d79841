import type { MetricKey } from '../../../../collector/metrics/definitions.js';
import type { LabelOf } from '../../../../promql/metrics.js';
import type { InputSeries } from '../../alerts/promtool.js';
import { type At, scraped, type Target, targetUp } from '../../alerts/series.js';

/** Two clusters: `eu` is watched by two shards, `us` by a pair. */
export type Fleet = 'healthy' | 'wasting';

type Place = Readonly<{ of: Target; shard: string; shards: string }>;
const places = {
  eu1: { of: { instance: 'one:9810', cluster: 'eu' }, shard: '1', shards: '2' },
  eu2: { of: { instance: 'two:9810', cluster: 'eu' }, shard: '2', shards: '2' },
  us1: { of: { instance: 'one:9810', cluster: 'us' }, shard: '1', shards: '1' },
  us2: { of: { instance: 'two:9810', cluster: 'us' }, shard: '1', shards: '1' },
} as const satisfies Record<string, Place>;
type Name = keyof typeof places;

const namespace = 'shop';
const queue = { namespace, task_queue: 'reports' };
const kind = { ...queue, workflow_type: 'MonthEnd', activity_type: 'generateLargeReport' };
const seconds = 3600;
const growing =
  (perSecond: number): At =>
  (second) =>
    perSecond * second;

/** What `job` of two clusters would have exposed over an hour. `isUp`: the second shard of `eu` answers. */
export function fleet(state: Fleet, job: string, isUp: At = () => 1): InputSeries[] {
  const names = Object.keys(places) as Name[];
  const all = names.flatMap((name) => {
    const answers = name === 'eu2' ? isUp : () => 1;
    const found = [...collectorOf(places[name]), ...(state === 'wasting' ? wasteOf(name) : [])];
    return [
      targetUp(seconds, answers, places[name].of),
      ...found.map(
        (one): InputSeries => ({ ...one, at: (second) => (answers(second) ? one.at?.(second) : undefined) }),
      ),
    ];
  });
  return all.map((one) => ({ ...one, series: one.series.replace('job="deadbeat"', `job="${job}"`) }));
}

function put<K extends MetricKey>(of: Target) {
  return (key: K, labels: Readonly<Record<LabelOf<K>, string>>, at: At | number) =>
    scraped(key, labels, seconds, typeof at === 'number' ? () => at : at, of);
}

/** A collector at work on a cluster in which nothing is wasted. */
function collectorOf({ of, shard, shards }: Place): InputSeries[] {
  const add = <K extends MetricKey>(key: K, labels: Readonly<Record<LabelOf<K>, string>>, at: At | number) =>
    put<K>(of)(key, labels, at);
  const calls = { namespace, method: 'DescribeWorkflowExecution' };
  return [
    add('up', { namespace }, 1),
    add('shardInfo', { shard, shards }, 1),
    add('buildInfo', { version: '1', revision: 'r' }, 1),
    add('activities', { ...kind, state: 'started' }, 10),
    add('wastedSeconds', { ...kind, reason: 'awaiting_heartbeat' }, 0),
    add('workerSlots', { ...queue, state: 'used' }, of.cluster === 'eu' ? 20 : 25),
    add('workerSlots', { ...queue, state: 'free' }, of.cluster === 'eu' ? 0 : 25),
    add('accountedSlots', queue, shards === '2' ? 10 : 25),
    ...(shards === '1' ? [add('unaccountedSlots', queue, 0)] : []),
    ...(['new', 'idle', 'active', 'cancel_requested', 'closed'] as const).map((phase) =>
      add('trackedExecutions', { namespace, phase }, phase === 'active' ? 10 : 0),
    ),
    add('observationOldest', { namespace, phase: 'active' }, 4),
    add('temporalRequests', { ...calls, code: 'OK' }, growing(5)),
    add('requestBudget', { namespace, kind: 'describe' }, 50),
    add('requestBudget', { namespace, kind: 'visibility' }, 2),
    add('stateFileErrors', {}, 0),
    add('lateSeconds', { namespace }, 0),
    add('foldedLabelSets', { metric: 'deadbeat_activities' }, 0),
    add('clockOffset', { namespace }, 0),
  ];
}

/** How much of each thing a collector sees: what the shards see apart adds up, what the pair sees is the same. */
const shares: Readonly<Record<Name, Readonly<{ cancelled: number; oldest: number }>>> = {
  eu1: { cancelled: 6, oldest: 600 },
  eu2: { cancelled: 4, oldest: 300 },
  us1: { cancelled: 5, oldest: 20 },
  us2: { cancelled: 5, oldest: 20 },
};

function wasteOf(name: Name): InputSeries[] {
  const { of } = places[name];
  const add = <K extends MetricKey>(key: K, labels: Readonly<Record<LabelOf<K>, string>>, at: At | number) =>
    put<K>(of)(key, labels, at);
  const { cancelled, oldest } = shares[name];
  const isEu = of.cluster === 'eu';
  const reason = isEu ? 'no_heartbeat' : 'awaiting_heartbeat';
  const ids = { workflow_id: `month-end-${isEu ? name : 'us'}`, run_id: 'r', activity_id: '1' };
  return [
    add('activities', { ...kind, state: 'cancel_requested' }, cancelled),
    add('cancelRequested', { ...kind, reason }, cancelled),
    add('cancelRequestedOldest', { ...kind, reason }, oldest),
    add('wastedSeconds', { ...kind, reason: 'no_heartbeat' }, isEu ? growing(cancelled) : 0),
    add('wastedSeconds', { ...kind, reason: 'awaiting_heartbeat' }, isEu ? 0 : growing(cancelled)),
    add('offender', { ...kind, ...ids, reason }, oldest),
    add('ownerInfo', { ...kind, team: isEu ? 'billing' : 'growth' }, 1),
    ...(isEu
      ? [
          add('unreachable', kind, cancelled),
          add('unreachableExposure', kind, 600 * cancelled),
          add('orphaned', kind, 3),
          add('orphanedExposure', kind, growing(3)),
          add('accountedSlots', queue, name === 'eu1' ? 9 : 8),
          add('estimatedWasted', { namespace, workflow_type: 'MonthEnd' }, growing(1)),
          add('estimatedWastedVariance', { namespace, workflow_type: 'MonthEnd' }, growing(4)),
        ]
      : [
          add('acceptedWaste', { ...kind, team: 'growth', severity: '' }, 1),
          add('stale', kind, 1),
          add('stalled', kind, 2),
          add('heartbeatOldest', kind, 130),
          add('heartbeatTimeoutUsed', kind, 0.95),
          add('lost', kind, 1),
          add('lostSeconds', kind, growing(1)),
          add('unaccountedSlots', queue, 2),
        ]),
  ];
}
