import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { activityLabels } from '../../collector/metrics/definitions.js';
import { activityExpressions, perKind, teams } from '../activity-expressions.js';
import { label } from '../expressions.js';
import { linkNarrowedToRow, rowLabels, uids } from '../frame.js';
import { bars, stat } from '../panels.js';
import { table } from '../table.js';
import { costs } from './costs.js';

const { total, orZero } = activityExpressions;
const wastedBy = `sum by (${rowLabels.join(', ')}) (${total('wastedSeconds', ['namespace', 'task_queue', 'activity_type'])}) > 0`;
/** Grafana gives it as a number of seconds. */
const rangeSeconds = '$__range_s';

export const costInRange = stat({
  id: 5,
  title: 'Wasted, in $currency',
  description: `Worker time of the time range that activities spent after their cancel request, times the price of a slot hour. ${costs}`,
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

export const wastedByTeam = bars({
  id: 24,
  title: 'Time wasted in this time range, by team',
  description:
    'Of the teams in --owners-file; unowned: activity types that no entry matches. Without an owners file there is one bar for all.',
  unit: units.Seconds,
  span: 8,
  height: 7,
  queries: [
    {
      expr: orZero(
        `sort_desc(sum by (team) (sum by (${perKind}) (${total('wastedSeconds', activityLabels)}) * on (${perKind}) group_left (team) ${teams}) or on() label_replace(sum(${total('wastedSeconds', [])}), "team", "all (no owners file)", "", ""))`,
        { team: 'none' },
      ),
      legend: label('team'),
    },
  ],
});

export const wastedByType = bars({
  id: 12,
  title: 'Time wasted, by activity type (top 10)',
  description: 'Where the wasted time of the range went. The longest bar is the first to fix.',
  unit: units.Seconds,
  span: 10,
  height: 9,
  queries: [
    {
      expr: orZero(`sort_desc(topk(10, sum by (activity_type) (${total('wastedSeconds', ['activity_type'])}) > 0))`, {
        activity_type: 'none',
      }),
      legend: label('activity_type'),
    },
  ],
});

export const wastedTable = table({
  id: 13,
  title: 'Time wasted and its cost, in $currency',
  description: `Wasted time of the range by namespace, task queue and activity type. ${costs} The links narrow this dashboard, or lead to how the type heartbeats.`,
  unit: units.Short,
  span: 14,
  height: 9,
  queries: [
    { expr: orZero(wastedBy, { activity_type: 'none' }) },
    { expr: orZero(`(${wastedBy}) / 3600 * $price`, { activity_type: 'none' }) },
  ],
  sortBy: 'Wasted',
  columns: [
    {
      field: 'activity_type',
      title: 'Activity type',
      links: [
        { title: 'Only this type here', url: linkNarrowedToRow(uids.wastedWork) },
        { title: 'Its heartbeats', url: linkNarrowedToRow(uids.heartbeats) },
      ],
    },
    { field: 'task_queue', title: 'Task queue' },
    { field: 'namespace', title: 'Namespace', width: 80 },
    { field: 'cluster', title: 'Cluster', width: 60 },
    { field: 'Value #A', title: 'Wasted', unit: units.Seconds, width: 85 },
    { field: 'Value #B', title: 'Cost', width: 65 },
  ],
});
