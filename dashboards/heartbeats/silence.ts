import * as common from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { activityExpressions } from '../activity-expressions.js';
import { label } from '../expressions.js';
import { silenceWords } from '../palette.js';
import { lines } from '../panels.js';
import { thresholds } from '../thresholds.js';
import { seriesWords } from '../words.js';
import { none } from './shared.js';

const { gauge, orZero } = activityExpressions;
const size = { span: 12, height: 9 } as const;
const used = gauge('heartbeatTimeoutUsed');
const typesIn = (band: string) =>
  orZero(`count(max by (cluster, namespace, task_queue, activity_type) (${used}) ${band})`);

export const bands = lines({
  ...size,
  id: 7,
  title: 'Activity types by how they keep to their timeout',
  description:
    'Each activity type of each task queue, counted by the longest silence of its activities as a share of their heartbeat timeout. All in the lowest band is good. Types that stand in the higher ones heartbeat too seldom or hang.',
  unit: units.Short,
  stacked: true,
  queries: [
    { expr: typesIn('<= 0.8'), legend: 'healthy' },
    { expr: typesIn('> 0.8 <= 0.9'), legend: 'near' },
    { expr: typesIn('> 0.9 <= 1'), legend: 'stale' },
    { expr: typesIn('> 1'), legend: 'overdue' },
  ],
}).overrides(seriesWords(silenceWords));

export const usedByType = lines({
  ...size,
  id: 8,
  title: 'Silence as a share of the heartbeat timeout (worst 10 types)',
  description:
    'The longest silence of each activity type as a share of its own heartbeat timeout. A saw-tooth below 0.8 is good: that is the pace of the SDKs. Lines that touch 0.9 are on their way to a timeout.',
  unit: units.PercentUnit,
  threshold: thresholds.heartbeatTimeoutUsed,
  queries: [{ expr: orZero(`topk(10, max by (activity_type) (${used}))`, none), legend: label('activity_type') }],
});

export const oldestByType = lines({
  ...size,
  id: 9,
  title: 'Oldest silence (worst 10 types)',
  description:
    'The longest time without a sign of life among running activities that heartbeat, or should. An age stops growing once the description that confirmed it is a minute old. Steady low lines are good.',
  unit: units.Seconds,
  queries: [
    {
      expr: orZero(`topk(10, max by (activity_type) (${gauge('heartbeatOldest')}))`, none),
      legend: label('activity_type'),
    },
  ],
});

export const staleAndStalled = lines({
  ...size,
  id: 10,
  title: 'Stale and stalled, by activity type',
  alerts: ['DeadbeatHeartbeatStale', 'DeadbeatActivityStalled'],
  description:
    'Stale: silent for too long. Stalled: heartbeating, but without progress. Nothing here is good. A type that comes back again and again has a fault in its code or in what it calls.',
  unit: units.Short,
  stacked: true,
  queries: [
    {
      expr: orZero(`sum by (activity_type) (${gauge('stale')})`, none),
      legend: `stale: ${label('activity_type')}`,
    },
    {
      expr: orZero(`sum by (activity_type) (${gauge('stalled')})`, none),
      legend: `stalled: ${label('activity_type')}`,
    },
  ],
}).drawStyle(common.GraphDrawStyle.Bars);
