import { inMs } from '../../../alerts/threshold-kinds.js';
import { defaultThresholds as thresholds } from '../../../alerts/thresholds.js';
import type { Reason } from '../../../collector/model/activity/reason.js';
import type { InputSeries } from './promtool.js';
import { type At, between, growing, scraped, target, targetUp } from './series.js';

export const kind = {
  namespace: 'shop',
  task_queue: 'reports',
  workflow_type: 'MonthEnd',
  activity_type: 'GenerateLargeReport',
} as const;
const queue = { namespace: kind.namespace, task_queue: kind.task_queue } as const;
const { namespace } = kind;

/** The condition of an alert, at its threshold or just under it, between two instants. */
export type Scenario = Readonly<{
  alert: string;
  severity: 'critical' | 'warning' | 'info';
  labels: Readonly<Record<string, string>>;
  summary: string;
  /** Those of a collector that is well stand aside for series of the same name. */
  series: (from: number, to: number, level: 'at' | 'under', end: number) => readonly InputSeries[];
  /** Seconds from the beginning of the condition in the series until the rule sees it; and how long it lingers. */
  seenAfter?: number;
  lingers?: number;
  /** Is about activities: it must not fire on gauges that only outlived a failed pass. */
  needsPasses: boolean;
}>;

const seconds = (duration: string) => inMs(duration) / 1000;
const activities = 'Activities of type GenerateLargeReport on task queue reports';

const cancelled =
  (reason: Reason, age: number, count: number): Scenario['series'] =>
  (from, to, level, end) => {
    const isAt = level === 'at';
    const oldest = between(from, to, isAt ? age + 1 : age);
    return [
      scraped('cancelRequestedOldest', { ...kind, reason }, end, count > 0 || isAt ? oldest : () => undefined),
      scraped('cancelRequested', { ...kind, reason }, end, between(from, to, isAt ? Math.max(1, count) : count)),
    ];
  };

const whole =
  (key: 'stale' | 'stalled' | 'lost' | 'orphaned' | 'unreachableExposure', limit: number): Scenario['series'] =>
  (from, to, level, end) => [scraped(key, kind, end, between(from, to, level === 'at' ? limit : limit - 1))];

const severalOf =
  (...parts: readonly Scenario['series'][]): Scenario['series'] =>
  (...args) =>
    parts.flatMap((part) => part(...args));

const always =
  (series: (at: At, end: number) => InputSeries, value: number): Scenario['series'] =>
  (_from, _to, _level, end) => [series(() => value, end)];

const slots = (state: 'used' | 'free', value: number) =>
  always((at, end) => scraped('workerSlots', { ...queue, state }, end, at), value);

export const scenarios: readonly Scenario[] = [
  {
    alert: 'DeadbeatCancelCannotBeHeard',
    severity: 'warning',
    labels: kind,
    summary: `${activities} cannot receive their cancellation: the oldest request is 31s old.`,
    series: severalOf(
      cancelled('no_heartbeat', seconds(thresholds.cancelCannotBeHeard.oldest), 3),
      (from, to, _level, end) => [
        scraped('unreachable', kind, end, between(from, to, 3)),
        scraped('unreachableExposure', kind, end, between(from, to, 300)),
      ],
    ),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatCancelIgnored',
    severity: 'warning',
    labels: kind,
    summary: `${activities} ignore their cancellation: the oldest request is 2m 1s old.`,
    series: cancelled('ignoring_cancel', seconds(thresholds.cancelIgnored.oldest), 0),
    // The next one may be about to begin.
    lingers: seconds(thresholds.lostScrapes),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatCancelSilent',
    severity: 'warning',
    labels: kind,
    summary: `${activities} have been silent since their cancellation was requested: the oldest request is 2m 1s old.`,
    series: cancelled('silent', 120, thresholds.cancelSilent.activities - 1),
    // The next one may be about to begin.
    lingers: seconds(thresholds.lostScrapes),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatHeartbeatStale',
    severity: 'warning',
    labels: kind,
    summary: `${activities} are overdue with their heartbeat: the longest silence among them is 2m 10s.`,
    series: severalOf(whole('stale', thresholds.heartbeatStale.activities), (from, to, _level, end) => [
      scraped('heartbeatOldest', kind, end, between(from, to, 130, 8)),
    ]),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatActivityStalled',
    severity: 'warning',
    labels: kind,
    summary: `${activities} have sent heartbeats without progress for --stalled-after and 2m more: 1 of them.`,
    series: whole('stalled', thresholds.activityStalled.activities),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatWorkerLost',
    severity: 'warning',
    labels: kind,
    summary: `${activities} have waited for at least 2m on a worker that has stopped reporting: 1 of them.`,
    series: whole('lost', thresholds.workerLost.activities),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatSlotsUnaccounted',
    severity: 'warning',
    labels: queue,
    summary:
      'Worker slots of task queue reports in namespace shop have been held for at least 5m by code that the server has given up on: 1.',
    series: (from, to, level, end) => [
      scraped(
        'unaccountedSlots',
        queue,
        end,
        between(from, to, level === 'at' ? thresholds.slotsUnaccounted.slots : 0, 0),
      ),
    ],
    needsPasses: true,
  },
  {
    alert: 'DeadbeatSlotsHeldByWaste',
    severity: 'critical',
    labels: queue,
    summary:
      'Unwanted work has held at least 50% of the worker slots of task queue reports in namespace shop for at least 2m.',
    series: severalOf(slots('used', 90), slots('free', 10), (from, to, level, end) => [
      scraped(
        'cancelRequested',
        { ...kind, reason: 'awaiting_heartbeat' },
        end,
        between(from, to, level === 'at' ? 50 : 49),
      ),
    ]),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatUnreachableExposure',
    severity: 'info',
    labels: kind,
    summary: `${activities} could not receive a cancellation: cancelling those that run now could waste 10h 0m 0s of worker time.`,
    series: whole('unreachableExposure', seconds(thresholds.unreachableExposure.exposure)),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatOrphansPilingUp',
    severity: 'info',
    labels: kind,
    summary: `${activities} were left behind by closed workflows for at least 15m: up to 10 may still run.`,
    series: whole('orphaned', thresholds.orphansPilingUp.activities),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatDown',
    severity: 'warning',
    labels: { job: 'deadbeat', instance: 'collector:9810' },
    summary: 'Prometheus has not reached the Deadbeat collector collector:9810 for 5m.',
    series: (from, to, level, end) => [targetUp(end, between(from, to, level === 'at' ? 0 : 1, 1))],
    needsPasses: false,
  },
  {
    alert: 'DeadbeatNotObserving',
    severity: 'warning',
    labels: { namespace },
    summary: 'Deadbeat has not been able to list the executions of namespace shop for at least 5m.',
    // Just under: one pass in three minutes is complete.
    series: (from, to, level, end) => [
      scraped('up', { namespace }, end, (second) =>
        second < from || second >= to || (level === 'under' && (second - from) % 180 === 165) ? 1 : 0,
      ),
    ],
    seenAfter: seconds(thresholds.notObserving.passesWithin),
    needsPasses: false,
  },
  {
    alert: 'DeadbeatObservationsOld',
    severity: 'warning',
    labels: { namespace, phase: 'active' },
    summary: "Deadbeat's oldest observation of an execution of namespace shop in phase active is 1m 1s old.",
    series: (from, to, level, end) => [
      scraped(
        'observationOldest',
        { namespace, phase: 'active' },
        end,
        between(from, to, seconds(thresholds.observationsOld.running) + (level === 'at' ? 1 : 0), 4),
      ),
    ],
    needsPasses: true,
  },
  {
    alert: 'DeadbeatObservationsOld',
    severity: 'info',
    labels: { namespace, phase: 'idle' },
    summary: "Deadbeat's oldest observation of an execution of namespace shop in phase idle is 1h 15m 1s old.",
    series: (from, to, level, end) => [
      scraped(
        'observationOldest',
        { namespace, phase: 'idle' },
        end,
        between(from, to, seconds(thresholds.observationsOld.idle) + (level === 'at' ? 1 : 0), 5),
      ),
    ],
    needsPasses: true,
  },
  {
    alert: 'DeadbeatThrottled',
    severity: 'warning',
    labels: { namespace },
    summary: "Temporal has refused 2% of Deadbeat's calls to namespace shop for at least 10m.",
    series: (from, to, level, end) => {
      const method = 'DescribeWorkflowExecution';
      // As many as the limit allows, or twice as many.
      const refused = (level === 'at' ? 2 : 1) * thresholds.throttled.refused * 10;
      return [
        scraped(
          'temporalRequests',
          { namespace, method, code: 'OK' },
          end,
          (second) => 10 * second - growing(from, to, refused)(second),
        ),
        scraped('temporalRequests', { namespace, method, code: 'RESOURCE_EXHAUSTED' }, end, growing(from, to, refused)),
        scraped('requestBudget', { namespace, kind: 'describe' }, end, between(from, to, 20, 50)),
      ];
    },
    seenAfter: 165,
    lingers: seconds(thresholds.throttled.window),
    needsPasses: false,
  },
  {
    alert: 'DeadbeatUnreadable',
    severity: 'info',
    labels: { namespace, cause: 'internal' },
    summary:
      'Deadbeat has been unable to read executions of namespace shop in each of the last three periods of 10m: internal.',
    // Just under: in two of three periods.
    series: (from, to, level, end) => [
      scraped('unreadable', { namespace, cause: 'internal' }, end, (second) =>
        Math.floor(growing(from, level === 'at' ? to : from + 400, 1 / 200)(second + 185)),
      ),
    ],
    seenAfter: 2 * seconds(thresholds.unreadable.window) + 15,
    lingers: seconds(thresholds.unreadable.window),
    needsPasses: false,
  },
  {
    alert: 'DeadbeatLabelSetsFolded',
    severity: 'info',
    labels: { metric: 'deadbeat_wasted_seconds_total' },
    summary: '1 label sets of deadbeat_wasted_seconds_total have been folded into one for at least 15m.',
    series: (from, to, level, end) => [
      scraped(
        'foldedLabelSets',
        { metric: 'deadbeat_wasted_seconds_total' },
        end,
        between(from, to, level === 'at' ? 1 : 0, 0),
      ),
    ],
    needsPasses: false,
  },
  {
    alert: 'DeadbeatStateNotSaved',
    severity: 'warning',
    labels: { instance: 'collector:9810' },
    summary: 'Deadbeat collector:9810 has failed to save its state in each of the last three periods of 3m.',
    // Just under: two failures for a moment each.
    series: (from, to, level, end) => [
      scraped(
        'stateFileErrors',
        {},
        end,
        level === 'at'
          ? growing(from - 15, to, 1)
          : (second) => (second >= from ? 30 : 0) + (second >= from + 270 ? 30 : 0),
      ),
    ],
    seenAfter: 2 * seconds(thresholds.stateNotSaved.window),
    lingers: seconds(thresholds.stateNotSaved.window),
    needsPasses: false,
  },
  {
    alert: 'DeadbeatCancelUnheard',
    severity: 'warning',
    labels: kind,
    summary: `${activities} have not been told of their cancellation for longer than --unheard-after: the oldest request is 2m 1s old.`,
    series: cancelled('unheard', 120, thresholds.cancelUnheard.activities - 1),
    // The next one may be about to begin.
    lingers: seconds(thresholds.lostScrapes),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatClockOffset',
    severity: 'warning',
    labels: { namespace },
    summary: 'The clock of a Deadbeat collector differs from that of Temporal by at least 6s in namespace shop.',
    series: (from, to, level, end) => [
      scraped('clockOffset', { namespace }, end, between(from, to, level === 'at' ? -6 : 5, 0)),
    ],
    needsPasses: true,
  },
  {
    alert: 'DeadbeatExecutionsUnexamined',
    severity: 'info',
    labels: { namespace, cause: 'budget' },
    summary: 'Deadbeat did not read the history of 61 executions of namespace shop within 1h: budget.',
    series: (from, to, level, end) => [
      scraped('unexamined', { namespace, cause: 'budget' }, end, growing(from, to, level === 'at' ? 1 / 15 : 0)),
    ],
    seenAfter: 15,
    lingers: seconds(thresholds.unexamined.window),
    needsPasses: false,
  },
  {
    alert: 'DeadbeatNamespaceDiscoveryFailed',
    severity: 'warning',
    labels: { job: 'deadbeat' },
    summary: 'Deadbeat has not been able to list the namespaces for at least 5m.',
    series: (from, to, level, end) => [
      scraped('namespaceDiscoveryUp', {}, end, between(from, to, level === 'at' ? 0 : 1, 1)),
    ],
    needsPasses: false,
  },
  {
    alert: 'DeadbeatShardsInconsistent',
    severity: 'warning',
    labels: { problem: 'missing' },
    summary: 'The shards of Deadbeat do not fit together: missing.',
    series: (from, to, level, end) => [
      scraped('shardInfo', { shard: '1', shards: '2' }, end, () => 1),
      targetUp(end, level === 'at' ? without(from, to) : () => 1, { instance: 'other:9810' }),
      ...[
        scraped('up', { namespace }, end, level === 'at' ? without(from, to) : () => 1, { instance: 'other:9810' }),
        scraped('shardInfo', { shard: '2', shards: '2' }, end, level === 'at' ? without(from, to) : () => 1, {
          instance: 'other:9810',
        }),
      ],
    ],
    needsPasses: false,
  },
  {
    alert: 'DeadbeatScrapeMisconfigured',
    severity: 'warning',
    labels: { job: 'deadbeat' },
    summary: "Prometheus scrapes Deadbeat without honor_labels: Temporal's namespace is in exported_namespace.",
    series: (from, to, level, end) => [
      scraped('up', { namespace: 'monitoring' }, end, level === 'at' ? between(from, to, 1) : () => undefined, {
        instance: target.instance,
        exported_namespace: namespace,
      }),
    ],
    needsPasses: false,
  },
];

/** There, but not between two instants. */
function without(from: number, to: number): At {
  return (second) => (second >= from && second < to ? undefined : 1);
}
