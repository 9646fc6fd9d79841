import * as units from '@grafana/grafana-foundation-sdk/units';
import { activityExpressions } from '../activity-expressions.js';
import { label } from '../expressions.js';
import { bars, lines } from '../panels.js';
import { none } from './shared.js';

const { gauge, total, orZero } = activityExpressions;
const size = { span: 12, height: 9 } as const;

export const mayRun = lines({
  ...size,
  id: 17,
  title: 'Orphans that may still run, by type',
  alerts: ['DeadbeatOrphansPilingUp'],
  description:
    'Activities left behind by closed workflows, as long as their timeouts would have let them run. Whether the code runs cannot be known. None is good; otherwise wait for cancelled activities before closing the workflow.',
  unit: units.Short,
  stacked: true,
  queries: [
    {
      expr: orZero(`sum by (activity_type) (${gauge('orphaned')})`, none),
      legend: label('activity_type'),
    },
  ],
});

export const bound = bars({
  ...size,
  id: 18,
  title: 'Time orphans may have run in this time range, at most (top 10 types)',
  description:
    'An upper bound, not a measurement: the time after the workflow closed during which the timeouts would have let the code run on.',
  unit: units.Seconds,
  queries: [
    {
      expr: orZero(
        `sort_desc(topk(10, sum by (activity_type) (${total('orphanedExposure', ['activity_type'])}) > 0))`,
        none,
      ),
      legend: label('activity_type'),
    },
  ],
});
