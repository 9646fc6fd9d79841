import * as units from '@grafana/grafana-foundation-sdk/units';
import { activityExpressions, unaccountedSlots } from '../activity-expressions.js';
import { gauge as gaugePanel, stat } from '../panels.js';
import { thresholds } from '../thresholds.js';
import { notCompared, noWorkerReports } from './shared.js';

const { gauge, zero, known, orZero } = activityExpressions;
const size = { span: 4, height: 5 } as const;
/** Lost workers show by their reports ending: without any report it is unknown. */
const whileWorkersReport = `(${zero} and on() count(${gauge('workerSlots')}) > 0)`;

export const worst = gaugePanel({
  ...size,
  id: 1,
  title: 'Worst silence',
  description:
    'Of all running activities with a heartbeat timeout, the longest silence as a share of that timeout. SDKs heartbeat by 0.8 at the latest, so up to there is health; over 0.9 the activity is stale, at 1 the server ends the attempt.',
  unit: units.PercentUnit,
  max: 1.2,
  threshold: thresholds.heartbeatTimeoutUsed,
  queries: [{ expr: orZero(`max(${gauge('heartbeatTimeoutUsed')})`) }],
});

export const stale = stat({
  ...size,
  id: 2,
  title: 'Stale',
  alerts: ['DeadbeatHeartbeatStale'],
  description:
    'Running activities silent for over 0.9 of their heartbeat timeout, or over --silent-after without one. 0 is good. Check their workers: deadlock, endless loop, lost network.',
  unit: units.Short,
  threshold: thresholds.worthAttention,
  queries: [{ expr: orZero(`sum(${gauge('stale')})`) }],
});

export const stalled = stat({
  ...size,
  id: 3,
  title: 'Stalled',
  alerts: ['DeadbeatActivityStalled'],
  description:
    'Activities that heartbeat while the details they send have stayed the same for --stalled-after: running without progress. 0 is good.',
  unit: units.Short,
  threshold: thresholds.worthAttention,
  queries: [{ expr: orZero(`sum(${gauge('stalled')})`) }],
});

export const cannotHear = stat({
  ...size,
  id: 4,
  title: 'Cannot receive cancellation',
  alerts: ['DeadbeatUnreachableExposure'],
  description:
    'Running activities without heartbeat timeout and without a heartbeat yet. Nothing is wasted so far; but if they were cancelled now, each would run to its end. Fine for work of seconds, a risk for work of minutes.',
  unit: units.Short,
  queries: [{ expr: orZero(`sum(${gauge('unreachable')})`) }],
});

export const lost = stat({
  ...size,
  id: 5,
  title: 'On lost workers',
  alerts: ['DeadbeatWorkerLost'],
  description:
    'Activities that the server counts as running on a worker that has stopped reporting. Their workflows wait for a timeout. 0 is good; a heartbeat timeout shortens the wait.',
  unit: units.Short,
  threshold: thresholds.lost,
  noValue: noWorkerReports,
  queries: [{ expr: `sum(${gauge('lost')}) or on() ${whileWorkersReport}` }],
});

export const unaccounted = stat({
  ...size,
  id: 6,
  title: 'Unaccounted slots',
  alerts: ['DeadbeatSlotsUnaccounted'],
  description:
    'Slots that workers report as used although the server counts no activity there: code that still runs after the server gave up on it. 0 is good. A restart of the worker frees them. Only task queues that can be compared count: all their activities on workers that report, twice so far, and a Deadbeat without --query. With --shard all shards must be seen.',
  unit: units.Short,
  threshold: thresholds.lost,
  noValue: notCompared,
  queries: [{ expr: known(`sum(${unaccountedSlots})`) }],
});
