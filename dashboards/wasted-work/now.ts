import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { avoidableReasons } from '../../collector/findings/findings.js';
import { activityLabels } from '../../collector/metrics/definitions.js';
import { alertsSeries } from '../../promql/metrics.js';
import { activityExpressions, slots } from '../activity-expressions.js';
import { label } from '../expressions.js';
import { bars, stat, table } from '../panels.js';
import { type Threshold, thresholds } from '../thresholds.js';
import { yesOrNo } from '../words.js';
import { costs } from './costs.js';

const { complete: everythingSeen, gauge, total, zero, orZero } = activityExpressions;
const perKind = ['cluster', ...activityLabels].join(', ');
/** One team for each kind of activity, of those that have one. */
const teams = `topk by (${perKind}) (1, max by (${perKind}, team) (${gauge('ownerInfo')}))`;
/** Alerts about Deadbeat itself may have no namespace. */
const firing = `${alertsSeries.name}{alertname=~"Deadbeat.+", alertname!="DeadbeatWatchdog", alertstate="firing", cluster=~"$cluster", namespace=~"$namespace|"}`;
/** Grafana gives it as a number of seconds. */
const rangeSeconds = '$__range_s';

const cannotStop = { reason: avoidableReasons } as const;

export const runningAfterCancel = stat({
  id: 1,
  title: 'Running after their cancel',
  description:
    'Activities that run although their cancellation was requested. Cancels take up to half a minute to arrive, so a few that come and go are fine; a number that stays is waste. The list below names the worst.',
  unit: units.Short,
  span: 4,
  height: 4,
  threshold: thresholds.runningAfterCancel,
  queries: [{ expr: orZero(`sum(${gauge('cancelRequested')})`) }],
});

export const cannotStopByThemselves = stat({
  id: 2,
  title: 'Will not stop by themselves',
  description:
    'Those of them that cannot receive the cancel (no heartbeat), were told and continue, are told too late, or are silent. 0 is good. Each runs until a timeout ends it: give its type a heartbeat timeout, and let its code send heartbeats and stop when it is told.',
  unit: units.Short,
  span: 4,
  height: 4,
  threshold: thresholds.cannotStop,
  queries: [{ expr: orZero(`sum(${gauge('cancelRequested', cannotStop)})`) }],
});

export const oldest = stat({
  id: 3,
  title: 'Oldest open request',
  description:
    'Age of the oldest cancellation request whose activity still runs. Under 40 s is a cancel on its way (30 s to the next heartbeat, 10 s to stop); minutes mean that it will not arrive.',
  unit: units.Seconds,
  span: 4,
  height: 4,
  threshold: thresholds.oldestRequestSeconds,
  queries: [{ expr: orZero(`max(${gauge('cancelRequestedOldest')})`) }],
});

const perQueue = 'cluster, namespace, task_queue';
/** Never more than there are: an activity whose worker is gone counts as running, but holds no slot. */
const heldShare = `clamp_max(sum by (${perQueue}) (${gauge('cancelRequested')}) / on (${perQueue}) (sum by (${perQueue}) (${slots()}) and on (${perQueue}) ${slots('free')}), 1)`;

export const worstQueue = (threshold: Threshold) =>
  stat({
    id: 4,
    title: 'Worst task queue: slots held by waste',
    description:
      'The task queue of whose activity slots (used and free, as its workers report them) cancelled activities hold the largest share, and its name. Near 0 is good; at 100 % the queue stands still: add workers first. Unknown while something is held and no worker of its queue reports slots.',
    unit: units.PercentUnit,
    span: 8,
    height: 4,
    threshold,
    queries: [
      {
        expr: `topk(1, ${heldShare}) or on() label_replace(${zero} unless on() sum(${gauge('cancelRequested')}) > 0, "task_queue", "none", "", "")`,
        legend: `${label('task_queue')} (${label('namespace')} ${label('cluster')})`,
      },
    ],
  }).textMode(BigValueTextMode.ValueAndName);

export const costInRange = stat({
  id: 5,
  title: 'Wasted, in $currency',
  description: `Worker time of the time range that activities spent after their cancel, times the price of a slot hour. ${costs}`,
  unit: units.Short,
  span: 4,
  height: 4,
  queries: [{ expr: orZero(`sum(${total('wastedSeconds', [])}) / 3600 * $price`) }],
}).decimals(2);

export const costPerMonth = stat({
  id: 20,
  title: 'Per month (projected)',
  description: `In $currency. A projection, not a measurement: what 30 days would cost if all of them went like this time range. Choose a range of a day or more for a number to quote. ${costs}`,
  unit: units.Short,
  span: 4,
  height: 4,
  queries: [{ expr: orZero(`sum(${total('wastedSeconds', [])}) / ${rangeSeconds} * 720 * $price`) }],
}).decimals(2);

export const accepted = stat({
  id: 21,
  title: 'Of them accepted',
  description:
    'Activities running after their cancel whose waste is accepted by --owners-file: they are counted in all figures, and do not fire. When the date has passed or they exceed what was accepted, they fire again.',
  unit: units.Short,
  span: 4,
  height: 4,
  queries: [
    {
      expr: orZero(
        `sum(sum by (${perKind}) (${gauge('cancelRequested')}) and on (${perKind}) min by (${perKind}) (${gauge('acceptedWaste')}) == 1)`,
      ),
    },
  ],
});

/** What unexamined executions wasted is estimated beside the exact figure, with its standard error. */
export const exactAndEstimated = stat({
  id: 22,
  title: 'Wasted: exact, and estimated in addition',
  description:
    'In this time range. Exact: counted from history. Estimated in addition: what executions that were not examined probably wasted, and the 95 % interval of that (1.96 standard errors to each side). Unknown where Deadbeat estimates nothing.',
  unit: units.Seconds,
  span: 8,
  height: 4,
  noValue: 'unknown: Deadbeat estimates nothing here',
  queries: [
    { expr: orZero(`sum(${total('wastedSeconds', [])})`), legend: 'exact' },
    { expr: `sum(${total('estimatedWasted', [])})`, legend: 'estimated in addition' },
    { expr: `1.96 * sqrt(sum(${total('estimatedWastedVariance', [])}))`, legend: '±' },
  ],
}).textMode(BigValueTextMode.ValueAndName);

export const alertCount = stat({
  id: 25,
  title: 'Alerts firing',
  description:
    'Alerts of Deadbeat that fire in Prometheus now; the list is below. Unknown where none fires, since Prometheus then has no series that would show whether its rules are loaded.',
  unit: units.Short,
  span: 4,
  height: 4,
  threshold: { warn: 1 },
  noValue: 'unknown or none',
  queries: [{ expr: `count(${firing})` }],
});

export const alertsFiring = table({
  id: 23,
  title: 'Which alerts fire',
  description:
    'What fires in Prometheus now, with the team that owns it; the name leads to its runbook. Alerts that Grafana manages are in its own list of alerts. Empty is good.',
  unit: units.Short,
  span: 16,
  height: 7,
  noValue: 'unknown: no alert of Deadbeat fires in this Prometheus, or its rules are not loaded',
  queries: [
    {
      expr: `count by (alertname, severity, team, cluster, namespace, task_queue, activity_type) (${firing})`,
    },
  ],
  // critical, info, warning: what wakes a person comes first.
  sortBy: 'Severity',
  isAscending: true,
  columns: [
    { field: 'severity', title: 'Severity', width: 62 },
    {
      field: 'alertname',
      title: 'Alert',
      width: 215,
      links: [{ title: 'Runbook', url: '${runbooks:raw}/${__data.fields.alertname}.md' }],
    },
    { field: 'activity_type', title: 'Activity type' },
    { field: 'task_queue', title: 'Task queue', width: 80 },
    { field: 'team', title: 'Team', width: 70 },
    { field: 'namespace', title: 'Namespace', width: 80 },
    { field: 'cluster', title: 'Cluster', width: 55 },
  ],
});

export const wastedByTeam = bars({
  id: 24,
  title: 'Time wasted in this time range, by team',
  description:
    'Of the teams in --owners-file; unowned: activity types that no entry matches. Without an owners file there is one bar, without a name.',
  unit: units.Seconds,
  span: 8,
  height: 7,
  queries: [
    {
      expr: orZero(
        `sort_desc(sum by (team) (sum by (${perKind}) (${total('wastedSeconds', activityLabels)}) * on (${perKind}) group_left (team) ${teams}) or on() sum(${total('wastedSeconds', [])}))`,
      ),
      legend: label('team'),
    },
  ],
});

export const complete = stat({
  id: 6,
  title: 'Figures complete?',
  description:
    'Yes while every Deadbeat in view answers, no shard is missing and the last discovery pass of every namespace in view was complete. With no, figures are lower bounds. Unknown: no Deadbeat answers. Either way see Deadbeat / Collector.',
  unit: units.BoolYesNo,
  span: 4,
  height: 4,
  threshold: {},
  queries: [{ expr: everythingSeen }],
}).mappings([yesOrNo]);
