import * as units from '@grafana/grafana-foundation-sdk/units';
import { activityExpressions } from '../activity-expressions.js';
import { label } from '../expressions.js';
import { linkNarrowedToRow, rowLabels, uids } from '../frame.js';
import { bars, table } from '../panels.js';
import { costs } from './costs.js';

const { total, orZero } = activityExpressions;
const wastedBy = `sum by (${rowLabels.join(', ')}) (${total('wastedSeconds', ['namespace', 'task_queue', 'activity_type'])}) > 0`;

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
    { field: 'namespace', title: 'Namespace', width: 110 },
    { field: 'cluster', title: 'Cluster', width: 90 },
    { field: 'Value #A', title: 'Wasted', unit: units.Seconds, width: 95 },
    { field: 'Value #B', title: 'Cost', width: 80 },
  ],
});
