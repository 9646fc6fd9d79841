import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { alertsSeries } from '../promql/metrics.js';
import { selector } from '../promql/selector.js';
import { dashboardUids as uids } from '../promql/vocabulary.js';
import { judgement, unknown } from './palette.js';
import { datasource } from './panels.js';

export { uids };

const tag = 'deadbeat';
/** Above the ids of all panels. */
const firstRowId = 100;

type Panels = readonly cog.Builder<dashboard.Panel>[];

export type Content = Readonly<{
  title: string;
  uid: string;
  description: string;
  variables: readonly cog.Builder<dashboard.VariableModel>[];
  /** Panels by the title of their row. */
  rows: Readonly<Record<string, Panels>>;
}>;

/** A dashboard with what all of ours share: links to each other, annotations, time range. */
export function build({ title, uid, description, variables, rows }: Content): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([tag])
    .readonly()
    .timezone('browser')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .time({ from: 'now-30m', to: 'now' })
    .refresh('30s')
    .link(
      new dashboard.DashboardLinkBuilder('Deadbeat')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags([tag])
        .includeVars(true)
        .keepTime(true),
    )
    .annotation(alertsFiring())
    .annotation(collectorStarts());
  for (const variable of variables) builder.withVariable(variable);
  Object.entries(rows).forEach(([rowTitle, panels], index) => {
    builder.withRow(new dashboard.RowBuilder(rowTitle).id(firstRowId + index));
    for (const panel of panels) builder.withPanel(panel);
  });
  return builder.build();
}

/** What a row of a table of activity types is about. */
export const rowLabels = ['cluster', 'namespace', 'task_queue', 'activity_type'] as const;

/** Address of a dashboard that shows the same with the same settings, narrowed to what such a row is about. */
export function linkNarrowedToRow(uid: string): string {
  const kept = [
    'datasource',
    'job',
    'instance',
    'workflow_type',
    'price',
    'currency',
    'temporal_ui',
    'runbooks',
    'deadbeat_url',
  ];
  const parts = [
    ...kept.map((name) => `\${${name}:queryparam}`),
    '${__url_time_range}',
    ...rowLabels.map((label) => `var-${label}=\${__data.fields.${label}:percentencode}`),
  ];
  return `/d/${uid}?${parts.join('&')}`;
}

/** Alerts may have no namespace: those about the collector itself. */
function alertsFiring(): dashboard.AnnotationQueryBuilder {
  const expr = `${alertsSeries.name}{alertname=~"Deadbeat.+", alertstate="firing", cluster=~"$cluster", namespace=~"$namespace|"}`;
  return annotation('Alerts firing', judgement.bad, expr)
    .titleFormat('{{alertname}}')
    .textFormat('{{activity_type}} {{task_queue}} {{namespace}}')
    .tagKeys('severity');
}

/** The value is the time of the mark: exact, whatever the step. */
function collectorStarts(): dashboard.AnnotationQueryBuilder {
  const expr = `${selector('startTime', { job: { variable: 'job' }, cluster: { variable: 'cluster' } })} * 1000`;
  return annotation('Collector starts', unknown, expr)
    .titleFormat('Deadbeat started')
    .textFormat('{{instance}}')
    .tagKeys('job')
    .useValueForTime(true);
}

function annotation(name: string, color: string, expr: string): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(datasource)
    .enable(true)
    .iconColor(color)
    .expr(expr)
    .target(new DataqueryBuilder().refId('Anno').datasource(datasource).expr(expr).range());
}
