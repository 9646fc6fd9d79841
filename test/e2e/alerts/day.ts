import type { MetricKey } from '../../../collector/metrics/definitions.js';
import type { LabelOf } from '../../../promql/metrics.js';
import { seeded } from '../../support/random.js';
import { type Kind, kinds } from './day-kinds.js';
import { type InputSeries, stepSeconds } from './promtool.js';
import { type At, scraped, type Target, target, targetUp, type Value } from './series.js';

export const hour = 3600;
export const day = 24 * hour;

/** The collector is restarted at the first, and loses its state file before the second. */
const restarts = [13 * hour, 18 * hour];
const restartSeconds = 45;
/** Temporal's frontend is rolled out: passes fail for half a minute. */
const hiccups = [4 * hour, 11 * hour + 90, 20 * hour];
/** Half of everything is cancelled at once and hears it within its heartbeat timeout. */
const massCancel = { at: 10 * hour, lasts: 30 };

/** Which collector it is, and which part of the work it takes. */
type Place = Readonly<{ of: Target; shard?: string; shards?: number }>;

/** 24 hours of a busy cluster in which all goes as it should, the usual disturbances included. `heldBesides`: slots of the reports. */
export function healthyDay(
  heldBesides: (second: number) => number = () => 0,
  { of, shard, shards = 1 }: Place = { of: target },
): InputSeries[] {
  // The same day at each run.
  const random = seeded(20_261_124);
  const parts = kinds.map((kind) => ({ ...kind, running: Math.ceil(kind.running / shards) }));
  const all = [
    ...selfOf(random),
    ...parts.flatMap((kind) => activitiesOf(kind, random)),
    ...slotsOf(random, heldBesides).filter(({ series: name }) => shards === 1 || !name.includes('unaccounted')),
  ];
  const placed = all.map((one) => ({ ...one, series: inPlace(one.series, of) }));
  if (shard === undefined) return placed;
  return [...placed, scraped('shardInfo', { shard, shards: String(shards) }, day, () => 1, of)];
}

function selfOf(random: () => number): InputSeries[] {
  const hiccup = (second: number) => hiccups.some((at) => second >= at && second < at + 30);
  return [
    targetUp(day, (second) => (isRestarting(second) ? 0 : 1)),
    series('stateFileErrors', {}, () => 0),
    series('foldedLabelSets', { metric: 'deadbeat_wasted_seconds_total' }, () => 0),
    ...['shop', 'media'].flatMap((namespace) => {
      const calls = { namespace, method: 'DescribeWorkflowExecution' };
      let passedAt = 0;
      return [
        // Now and then a single pass fails; the first scrape after a restart comes before the first pass.
        series('up', { namespace }, (second) =>
          hiccup(second) || isRestarting(second - stepSeconds) || random() < 1 / 240 ? 0 : 1,
        ),
        series('lastCompletePass', { namespace }, (second) => {
          if (!hiccup(second)) passedAt = second - Math.floor(random() * 10);
          return passedAt;
        }),
        ...(['cancel_requested', 'active', 'idle', 'new'] as const).map((phase) =>
          series('observationOldest', { namespace, phase }, (second) => (hiccup(second) ? 35 : 1 + random() * 9)),
        ),
        counter('temporalRequests', { ...calls, code: 'OK' }, () => 30 * stepSeconds),
        counter('temporalRequests', { ...calls, code: 'RESOURCE_EXHAUSTED' }, () => (random() < 1 / 60 ? 1 : 0)),
        series('requestBudget', { namespace, kind: 'describe' }, () => (random() < 1 / 60 ? 25 : 50)),
        counter('unreadable', { namespace, cause: 'end_not_in_history' }, (second) => (second === 9 * hour ? 1 : 0)),
        counter('lateSeconds', { namespace }, () => random()),
      ];
    }),
  ];
}

function activitiesOf({ running, heartbeatTimeout, ...kind }: Kind, random: () => number): InputSeries[] {
  const usual = tide(running, random);
  const cancelled: At = (second) => {
    if (second >= massCancel.at && second < massCancel.at + massCancel.lasts) return Math.floor(running / 2);
    return random() < 0.3 ? 1 + Math.floor(random() * 3) : undefined;
  };
  const awaiting = Array.from({ length: day / stepSeconds + 1 }, (_, step) => cancelled(step * stepSeconds));
  const reason = heartbeatTimeout === undefined ? 'no_heartbeat' : 'awaiting_heartbeat';
  const told = heartbeatTimeout === undefined ? 20 : Math.min(0.8 * heartbeatTimeout, 60);
  const at = (second: number) => awaiting[second / stepSeconds];
  const common = [
    series('activities', { ...kind, state: 'started' }, usual),
    series('activities', { ...kind, state: 'scheduled' }, tide(running / 4, random)),
    series('cancelRequested', { ...kind, reason }, at),
    series('cancelRequestedOldest', { ...kind, reason }, (second) => at(second) && random() * told),
    counter('wastedSeconds', { ...kind, reason }, (second) => (at(second) ?? 0) * told * random() * 0.2),
    // An orphan here and there, until the timeout that it was started with.
    series('orphaned', kind, () => (random() < 0.1 ? 1 + Math.floor(random() * 4) : undefined)),
    counter('orphanedExposure', kind, () => random()),
  ];
  if (heartbeatTimeout === undefined)
    return [
      ...common,
      // Short and blind: nothing to fear.
      series('unreachable', kind, tide(running, random)),
      series('unreachableExposure', kind, () => running * 20 * random()),
    ];
  return [
    ...common,
    series('cancelRequested', { ...kind, reason: 'stopping' }, () => (random() < 0.1 ? 1 : undefined)),
    series('cancelRequestedOldest', { ...kind, reason: 'stopping' }, () => (random() < 0.1 ? told + 9 : undefined)),
    // A slow clean-up goes past the grace for a moment.
    series('cancelRequested', { ...kind, reason: 'ignoring_cancel' }, () => (random() < 0.02 ? 1 : undefined)),
    series('cancelRequestedOldest', { ...kind, reason: 'ignoring_cancel' }, () =>
      random() < 0.02 ? told + 15 : undefined,
    ),
    counter('wastedSeconds', { ...kind, reason: 'ignoring_cancel' }, () => (random() < 0.02 ? 5 : 0)),
    series('heartbeatOldest', kind, () => 0.8 * heartbeatTimeout),
    series('heartbeatTimeoutUsed', kind, () => 0.79 + random() * 0.02),
    // A worker is killed, and the attempt times out and is retried at once.
    series('stale', kind, () => (random() < 1 / 500 ? 1 : undefined)),
    // A rollout stops a worker before its last activity has ended.
    series('lost', kind, (second) =>
      second % (6 * hour) === 5 * hour || second % (6 * hour) === 5 * hour + 15 ? 2 : undefined,
    ),
  ];
}

function slotsOf(random: () => number, heldBesides: (second: number) => number): InputSeries[] {
  return [...new Set(kinds.map(({ namespace, task_queue }) => `${namespace}/${task_queue}`))].flatMap((name) => {
    const [namespace = '', task_queue = ''] = name.split('/');
    const running = kinds.filter((kind) => kind.task_queue === task_queue).reduce((sum, kind) => sum + kind.running, 0);
    const slots = Math.ceil(running * 1.5);
    const usual = tide(running, random);
    const used = (second: number) => usual(second) + (task_queue === 'reports' ? heldBesides(second) : 0);
    return [
      series('workerSlots', { namespace, task_queue, state: 'used' }, used),
      series('workerSlots', { namespace, task_queue, state: 'free' }, (second) => Math.max(0, slots - used(second))),
      // Code that ends a little after its timeout.
      series('unaccountedSlots', { namespace, task_queue }, (second) => (second % (3 * hour) < 120 ? 1 : 0)),
    ];
  });
}

function isRestarting(second: number): boolean {
  return restarts.some((at) => second >= at && second < at + restartSeconds);
}

function series<K extends MetricKey>(
  key: K,
  labels: Readonly<Record<LabelOf<K>, string>>,
  at: (second: number) => Value,
) {
  return scraped(key, labels, day, (second) => (isRestarting(second) ? undefined : at(second)));
}

/** It comes with a large value from before this day, and begins again when the state file is lost. */
function counter<K extends MetricKey>(
  key: K,
  labels: Readonly<Record<LabelOf<K>, string>>,
  grows: (second: number) => number,
) {
  let total = 1e6;
  return series(key, labels, (second) => {
    if (second === (restarts[1] ?? 0) + restartSeconds) total = 0;
    total += grows(second);
    return total;
  });
}

/** More by day than by night, and never still. */
function tide(most: number, random: () => number): (second: number) => number {
  return (second) => Math.ceil(most * (0.55 + 0.3 * Math.sin((second / day) * 2 * Math.PI) + 0.15 * random()));
}

/** The same series, of another target. */
function inPlace(name: string, of: Target): string {
  const others = Object.entries(of).filter(([label]) => label !== 'instance' && label !== 'job');
  const cluster = others.map(([label, value]) => `, ${label}="${value}"`).join('');
  return name.replace(`instance="${target.instance}"`, `instance="${of.instance}"${cluster}`);
}

/** Two clusters: one is watched by two shards, the other by a pair. */
export function healthyFleet(): InputSeries[] {
  const places: readonly Place[] = [
    { of: { instance: 'one:9810', cluster: 'a' }, shard: '1', shards: 2 },
    { of: { instance: 'two:9810', cluster: 'a' }, shard: '2', shards: 2 },
    { of: { instance: 'one:9810', cluster: 'b' }, shard: '1', shards: 1 },
    { of: { instance: 'two:9810', cluster: 'b' }, shard: '1', shards: 1 },
  ];
  return places.flatMap((place) => healthyDay(undefined, place));
}
