import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { defaultThresholds, type Thresholds } from '../alerts/thresholds.js';
import { series } from '../promql/metrics.js';
import { selector } from '../promql/selector.js';
import { activityExpressions } from './activity-expressions.js';
import { datasource } from './panels.js';
import { samplesVariable } from './samples-variable.js';

export type Defaults = Readonly<{
  /** Of the Prometheus data source that is picked when the dashboard opens; Grafana's default one unless told. */
  datasourceUid?: string;
  /** The scrape job that is picked when the dashboard opens; all unless told. */
  job?: string;
  /** Of the alert rules: panels turn bad where an alert fires. */
  thresholds?: Thresholds;
  /** What the text variables hold until the reader changes them. */
  price?: string;
  currency?: string;
  temporalUi?: string;
  deadbeatUrl?: string;
}>;

const ofJob = { job: { variable: 'job' } } as const;
const ofPlace = { ...ofJob, cluster: { variable: 'cluster' }, instance: { variable: 'instance' } } as const;

type Variables =
  | dashboard.DatasourceVariableBuilder
  | dashboard.QueryVariableBuilder
  | dashboard.TextBoxVariableBuilder;

export function datasourceVariable({ datasourceUid }: Defaults): Variables {
  const variable = new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
  return datasourceUid === undefined ? variable : variable.current(picked(datasourceUid));
}

export function clusterVariable(): Variables {
  // Where there is one cluster, its label may be missing.
  return labelVariable('cluster', 'Cluster', `label_values(${selector('buildInfo', ofJob)}, cluster)`).allValue('.*');
}

export function jobVariable({ job }: Defaults): Variables {
  const variable = labelVariable('job', 'Job', `label_values(${series.buildInfo.name}, job)`);
  return job === undefined ? variable : variable.current(picked([job]));
}

export function namespaceVariable(): Variables {
  return labelVariable('namespace', 'Namespace', `label_values(${selector('up', ofPlace)}, namespace)`).allValue('.+');
}

export function instanceVariable(): Variables {
  return labelVariable(
    'instance',
    'Instance',
    `label_values(${selector('buildInfo', { ...ofJob, cluster: { variable: 'cluster' } })}, instance)`,
  );
}

/** Of dashboards about activities: from the data source down to the activity type. */
export function activityVariables(defaults: Defaults): cog.Builder<dashboard.VariableModel>[] {
  return [
    datasourceVariable(defaults),
    jobVariable(defaults),
    clusterVariable(),
    instanceVariable(),
    namespaceVariable(),
    ...queueAndTypes(),
    samplesVariable(),
  ];
}

/** Each narrowed by those before it. Counters name them: gauges go when there is nothing to say. */
function queueAndTypes(): Variables[] {
  const before = { ...ofPlace, namespace: { variable: 'namespace' } };
  return [
    ['task_queue', 'Task queue'] as const,
    ['workflow_type', 'Workflow type'] as const,
    ['activity_type', 'Activity type'] as const,
  ].map(([label, title]) => {
    const query = `label_values(${selector('wastedSeconds', before)}, ${label})`;
    Object.assign(before, { [label]: { variable: label } });
    // Standalone activities have the empty workflow type.
    return labelVariable(label, title, query).allValue(label === 'workflow_type' ? '.*' : '.+');
  });
}

/** What the reader sets in the dashboards. The other dashboards have them out of sight: links pass them on, there and back. */
export function readersVariables(
  { price = '1', currency = 'slot hours', temporalUi, deadbeatUrl, thresholds }: Defaults,
  { isUsed }: Readonly<{ isUsed: boolean }>,
): Variables[] {
  const { HideVariable: outOfSight, InControlsMenu: inMenu } = dashboard.VariableHide;
  const prices = [
    textVariable('price', 'Price of a slot hour', priceWords, price),
    textVariable('currency', 'Currency', 'Of that price; only shown.', currency),
  ];
  const addresses = [
    textVariable('temporal_ui', 'Temporal UI', addressWords('to workflows'), temporalUi ?? 'http://localhost:8233'),
    textVariable('runbooks', 'Runbooks', addressWords('to runbooks'), (thresholds ?? defaultThresholds).links.runbooks),
    textVariable(
      'deadbeat_url',
      'Deadbeat',
      addressWords("to Deadbeat's own page"),
      deadbeatUrl ?? 'http://localhost:9810',
    ),
  ];
  return isUsed
    ? [...prices, ...addresses.map((variable) => variable.hide(inMenu))]
    : [...prices, ...addresses].map((variable) => variable.hide(outOfSight));
}

const priceWords =
  'What one activity slot of a worker costs per hour: the price of the worker per hour divided by its slots. A plain number with a point, such as 0.012.';
const addressWords = (where: string) => `Where the links ${where} lead; no slash at the end.`;

/** A text that the reader may change. */
function textVariable(
  name: string,
  title: string,
  description: string,
  value: string,
): dashboard.TextBoxVariableBuilder {
  return new dashboard.TextBoxVariableBuilder(name)
    .label(title)
    .description(description)
    .defaultValue(value)
    .current(picked(value));
}

/**
 * Out of sight: the activity types that wasted most within the time range. A panel that asked for the first ten itself would
 * have to rate every label set for every point.
 */
export function topTypesVariable(): Variables {
  const { total } = activityExpressions;
  const query = `query_result(topk(10, sum by (activity_type) (${total('wastedSeconds', ['activity_type'])}) > 0))`;
  return labelVariable('top_types', 'Top activity types', query)
    .regex('/activity_type="(.*)"} /')
    .hide(dashboard.VariableHide.HideVariable);
}

/** Its All stands for the values found: jobs and instances are not Deadbeat's alone. */
function labelVariable(name: string, title: string, query: string): dashboard.QueryVariableBuilder {
  return new dashboard.QueryVariableBuilder(name)
    .label(title)
    .datasource(datasource)
    .query(query)
    .definition(query)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalCaseInsensitiveAsc)
    .includeAll(true)
    .multi(true)
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

function picked(value: string | string[]): dashboard.VariableOption {
  return { selected: true, text: value, value };
}
