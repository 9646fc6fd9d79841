import { defaultThresholds as thresholds } from '../../../alerts/thresholds.js';
import { kind, type Scenario, seconds, without } from './scenario.js';
import { between, growing, scraped, target, targetUp } from './series.js';

const { namespace } = kind;

export const ofCollectors: readonly Scenario[] = [
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
        scraped('requestBudgetConfigured', { namespace, kind: 'describe' }, end, () => 50),
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
