import * as units from '@grafana/grafana-foundation-sdk/units';
import { alertsSeries } from '../../promql/metrics.js';
import { stat } from '../panels.js';
import { table } from '../table.js';

/** Alerts about Deadbeat itself may have no namespace. */
const firing = `${alertsSeries.name}{alertname=~"Deadbeat.+", alertname!="DeadbeatWatchdog", alertstate="firing", cluster=~"$cluster", namespace=~"$namespace|"}`;

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
