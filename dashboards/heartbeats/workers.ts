import * as units from '@grafana/grafana-foundation-sdk/units';
import { activityExpressions, slots, unaccountedSlots } from '../activity-expressions.js';
import { label } from '../expressions.js';
import { slotWords } from '../palette.js';
import { bars, lines } from '../panels.js';
import { table } from '../table.js';
import { seriesWords } from '../words.js';
import { none, noWorkerReports } from './shared.js';

const { rate, total, known, orZero } = activityExpressions;
const size = { span: 12, height: 9 } as const;

export const waiting = lines({
  ...size,
  id: 13,
  title: 'Activities on lost workers, by type',
  alerts: ['DeadbeatWorkerLost'],
  description:
    'Average number of activities that workflows waited for although their worker had stopped reporting. None is good. A heartbeat timeout of seconds turns this wait of minutes into a quick retry.',
  unit: units.Short,
  points: 120,
  stacked: true,
  queries: [
    {
      expr: orZero(`sum by (activity_type) (${rate('lostSeconds', {}, ['activity_type'])}) > 0`, none),
      legend: label('activity_type'),
    },
  ],
});

export const timeLost = bars({
  ...size,
  id: 14,
  title: 'Time lost because of lost workers in this time range (top 10 types)',
  description:
    'Seconds that workflows waited for attempts whose worker had stopped reporting, from its last report on. The longest bar is the type that most needs a heartbeat timeout.',
  unit: units.Seconds,
  queries: [
    {
      expr: orZero(
        `sort_desc(topk(10, sum by (activity_type) (${total('lostSeconds', ['activity_type'])}) > 0))`,
        none,
      ),
      legend: label('activity_type'),
    },
  ],
});

export const slotsOverTime = lines({
  ...size,
  id: 15,
  title: 'Activity slots: used, free and unaccounted',
  alerts: ['DeadbeatSlotsUnaccounted'],
  description:
    'As the workers report them, about once a minute. Unaccounted are those of the used ones that no activity known to the server explains. Free slots left and nothing unaccounted is good.',
  unit: units.Short,
  noValue: noWorkerReports,
  queries: [
    { expr: `sum by (state) (${slots()})`, legend: label('state') },
    { expr: known(`sum(${unaccountedSlots})`), legend: 'unaccounted' },
  ],
}).overrides(seriesWords(slotWords));

export const slotsByQueue = table({
  ...size,
  id: 16,
  title: 'Activity slots by task queue',
  description:
    'Where the slots are used, and where code runs that the server knows nothing of any more. Queues without free slots make work wait.',
  unit: units.Short,
  noValue: noWorkerReports,
  queries: [
    { expr: `sum by (cluster, namespace, task_queue) (${slots('used')})` },
    { expr: `sum by (cluster, namespace, task_queue) (${slots('free')})` },
    { expr: `sum by (cluster, namespace, task_queue) (${unaccountedSlots})` },
  ],
  sortBy: 'Unaccounted',
  columns: [
    { field: 'task_queue', title: 'Task queue' },
    { field: 'namespace', title: 'Namespace', width: 90 },
    { field: 'cluster', title: 'Cluster', width: 60 },
    { field: 'Value #A', title: 'Used', width: 60 },
    { field: 'Value #B', title: 'Free', width: 60 },
    { field: 'Value #C', title: 'Unaccounted', width: 95 },
  ],
});
