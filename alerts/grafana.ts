import { QueryBuilder, RuleBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import { TypeMathBuilder, TypeThresholdBuilder } from '@grafana/grafana-foundation-sdk/expr';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Alert, RuleGroup } from './alert.js';
import { annotationsOf, madeBy, toYaml } from './prometheus.js';
import { grafanaWords } from './texts.js';
import { inMs } from './threshold-kinds.js';
import type { Thresholds } from './thresholds.js';

const folder = 'Deadbeat';
const expressions = { type: '__expr__', uid: '__expr__' };
/** Grafana evaluates at multiples of ten seconds. */
const shortestIntervalMs = 10_000;

/** Grafana-managed alert rules, as Grafana's file provisioning reads them. They read Prometheus' recording rules. */
export function grafanaRules(groups: readonly RuleGroup[], { links }: Thresholds, datasourceUid: string): string {
  const provisioned = {
    apiVersion: 1,
    groups: groups.map(({ name, interval, alerts }) => ({
      orgId: 1,
      name,
      folder,
      interval: `${(Math.ceil(inMs(interval) / shortestIntervalMs) * shortestIntervalMs) / 1000}s`,
      rules: alerts.map((alert) => asFileRule(asRule(alert, alerts, links, datasourceUid))),
    })),
  };
  const needs = '# Prometheus must load recording.rules.yml, which stands beside this file.';
  return `# ${madeBy()}\n${needs}\n${toYaml(provisioned)}`;
}

function asRule(alert: Alert, all: readonly Alert[], links: Thresholds['links'], datasourceUid: string) {
  const sharesName = all.filter(({ name }) => name === alert.name).length > 1;
  const range = { from: 600, to: 0 };
  const query = (refId: string, uid: string, model: Parameters<QueryBuilder['model']>[0]) =>
    new QueryBuilder(refId).datasourceUid(uid).relativeTimeRange(range).model(model);
  // Any answer is an alert, whatever its value, as in Prometheus.
  const isThere = new TypeMathBuilder().refId('B').datasource(expressions).expression('is_number($A) || is_inf($A)');
  const fires = new TypeThresholdBuilder()
    .refId('C')
    .datasource(expressions)
    .expression('B')
    .conditions([{ evaluator: { type: 'gt', params: [0] } }]);
  return (
    new RuleBuilder(sharesName ? `${alert.name} (${alert.severity})` : alert.name)
      .uid(uidOf(sharesName ? `${alert.name}-${alert.severity}` : alert.name))
      .withQuery(query('A', datasourceUid, new DataqueryBuilder().refId('A').expr(alert.expression).instant()))
      .withQuery(query('B', expressions.uid, isThere))
      .withQuery(query('C', expressions.uid, fires))
      .condition('C')
      .forDuration(alert.for)
      .keepFiringFor(alert.keepFiringFor ?? '0s')
      // The expressions answer nothing while all is well.
      .noDataState('OK')
      .execErrState('Error')
      .labels({ severity: alert.severity })
      .annotations(annotationsOf(alert, links, grafanaWords))
      .build()
  );
}

/** A file names the folder in its group, and spells `keepFiringFor` its own way. */
function asFileRule(rule: ReturnType<typeof asRule>) {
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
  };
}

function uidOf(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
