import * as units from '@grafana/grafana-foundation-sdk/units';
import { activityExpressions } from '../activity-expressions.js';
import { label } from '../expressions.js';
import { linkNarrowedToRow, rowLabels, uids } from '../frame.js';
import { lines } from '../panels.js';
import { table } from '../table.js';
import { none } from './shared.js';

const { gauge, orZero } = activityExpressions;
const size = { span: 12, height: 9 } as const;
const by = (key: 'unreachable' | 'unreachableExposure') => `sum by (${rowLabels.join(', ')}) (${gauge(key)})`;

export const overTime = lines({
  ...size,
  id: 11,
  title: 'Running activities that could not receive a cancellation (top 10 types)',
  alerts: ['DeadbeatUnreachableExposure'],
  description:
    'Neither a heartbeat timeout nor a heartbeat so far: a cancellation would not reach them before their end. Few and short is good.',
  unit: units.Short,
  queries: [
    {
      expr: orZero(`topk(10, sum by (activity_type) (${gauge('unreachable')}))`, none),
      legend: label('activity_type'),
    },
  ],
});

export const exposure = table({
  ...size,
  id: 12,
  title: 'What cancelling them now could waste',
  alerts: ['DeadbeatUnreachableExposure'],
  description:
    'For the activities that could not receive a cancellation: the summed time until the server would force their end, an upper bound of the waste if all were cancelled at this moment. Start at the top: a heartbeat timeout and heartbeats in the code make it go away.',
  unit: units.Short,
  queries: [{ expr: orZero(by('unreachableExposure'), none) }, { expr: orZero(by('unreachable'), none) }],
  sortBy: 'At most',
  columns: [
    {
      field: 'activity_type',
      title: 'Activity type',
      links: [{ title: 'What it has wasted', url: linkNarrowedToRow(uids.wastedWork) }],
    },
    { field: 'task_queue', title: 'Task queue', width: 110 },
    { field: 'namespace', title: 'Namespace', width: 80 },
    { field: 'cluster', title: 'Cluster', width: 60 },
    { field: 'Value #A', title: 'At most', unit: units.Seconds, width: 80 },
    { field: 'Value #B', title: 'Running', width: 70 },
  ],
});
