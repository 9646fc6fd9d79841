import { QueryBuilder, RuleBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import { TypeThresholdBuilder } from '@grafana/grafana-foundation-sdk/expr';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { formatDuration } from '../collector/text/duration.js';
import { indent, lines } from '../promql/text.js';
import type { Alert, RuleGroup } from './alert.js';
import { annotationsOf, madeBy, toYaml } from './prometheus.js';
import { grafanaWords } from './texts.js';
import { type Duration, inMs } from './threshold-kinds.js';
import type { Thresholds } from './thresholds.js';

const folder = 'Deadbeat';
const expressions = { type: '__expr__', uid: '__expr__' };
/** Grafana evaluates at multiples of ten seconds. */
const shortestIntervalMs = 10_000;

/** By alert: the panel on which Grafana draws its states. */
export type AlertPanels = ReadonlyMap<string, Readonly<{ dashboardUid: string; panelId: number }>>;
type Options = Readonly<{ links: Thresholds['links']; datasourceUid: string; panels: AlertPanels }>;

/** Grafana-managed alert rules, as Grafana's file provisioning reads them. They read Prometheus' recording rules. */
export function grafanaRules(groups: readonly RuleGroup[], options: Options): string {
  const provisioned = {
    apiVersion: 1,
    groups: groups.map(({ name, interval, alerts }) => ({
      orgId: 1,
      name,
      folder,
      interval: `${(Math.ceil(inMs(interval) / shortestIntervalMs) * shortestIntervalMs) / 1000}s`,
      rules: byName(alerts).map((rules) => asFileRule(asRule(rules, interval, options), options.panels)),
    })),
  };
  const needs = '# Prometheus must load recording.rules.yml, which stands beside this file.';
  return `# ${madeBy()}\n${needs}\n${toYaml(provisioned)}`;
}

/** Titles are alert names and must be unique: rules of one name and two severities become one. */
function byName(alerts: readonly Alert[]): Alert[][] {
  const names = [...new Set(alerts.map(({ name }) => name))];
  return names.map((name) => alerts.filter((alert) => alert.name === name));
}

function asRule(rules: readonly Alert[], interval: Duration, { links, datasourceUid }: Options) {
  const [alert] = rules;
  if (alert === undefined) throw new Error('a rule needs an alert');
  const range = { from: 600, to: 0 };
  const query = (refId: string, uid: string, model: Parameters<QueryBuilder['model']>[0]) =>
    new QueryBuilder(refId).datasourceUid(uid).relativeTimeRange(range).model(model);
  const fires = new TypeThresholdBuilder()
    .refId('B')
    .datasource(expressions)
    .expression('A')
    .conditions([{ evaluator: { type: 'gt', params: [0] } }]);
  return (
    new RuleBuilder(alert.name)
      .uid(uidOf(alert.name))
      .withQuery(
        query(
          'A',
          datasourceUid,
          new DataqueryBuilder()
            .refId('A')
            .expr(kept(expressionOf(rules), alert, interval))
            .instant(),
        ),
      )
      .withQuery(query('B', expressions.uid, fires))
      .condition('B')
      .forDuration(alert.for)
      .keepFiringFor(alert.keepFiringFor ?? '0s')
      // The expressions answer nothing while all is well.
      .noDataState('OK')
      .execErrState('Error')
      .labels(rules.length > 1 ? {} : { severity: alert.severity })
      .annotations(annotationsOf(alert, links, grafanaWords))
      .build()
  );
}

/**
 * A series that has recovered stays, at 0, for as long as the alert may keep firing: one that is missing would be resolved
 * after two evaluations, whatever keepFiringFor says.
 */
export function kept(expression: string, { keepFiringFor = '0s' }: Alert, interval: Duration): string {
  const window = formatDuration(inMs(keepFiringFor) + slackMs);
  const [one, other] = [indent(expression), indent(indent(expression))];
  return lines('(', one, ') or 0 * last_over_time((', other, `)[${window}:${interval}])`);
}

function expressionOf(rules: readonly Alert[]): string {
  if (rules.length === 1) return rules.map(({ expression }) => expression).join('');
  const named = ({ expression, severity }: Alert) =>
    lines('label_replace(', indent(expression), `  , "severity", "${severity}", "", ""`, ')');
  return rules.map(named).join('\nor ');
}

const slackMs = 5 * 60_000;

/** A file names the folder in its group, and spells `keepFiringFor` its own way. */
function asFileRule(rule: ReturnType<typeof asRule>, panels: AlertPanels) {
  const { uid, title, condition, data, noDataState, execErrState, annotations, labels } = rule;
  return {
    uid,
    title,
    condition,
    // The builders leave methods in their models.
    data: JSON.parse(JSON.stringify(data)),
    noDataState,
    execErrState,
    for: rule.for,
    keepFiringFor: rule.keep_firing_for,
    annotations,
    labels,
    ...panels.get(title),
  };
}

function uidOf(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
