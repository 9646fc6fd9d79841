import { stringify } from 'yaml';
import { recordedEvery } from '../promql/long-ranges.js';
import type { Alert, RuleGroup } from './alert.js';
import { dashboardUrl } from './dashboard-link.js';
import { prometheusWords, type Words } from './texts.js';
import type { Thresholds } from './thresholds.js';

type Links = Thresholds['links'];
export type Annotations = Readonly<
  Record<'summary' | 'description' | 'commands' | 'dashboard_url' | 'runbook_url', string>
>;

const noLinks: Links = { grafana: '', runbooks: '', deadbeat: '' };

export const madeBy = (source = 'alerts/') => `Made by \`npm run generate\` from ${source}; do not edit.`;

/** A rule file for Prometheus 2.42 or newer (keep_firing_for). */
export function ruleFile(groups: readonly RuleGroup[], links: Links): string {
  return `# ${madeBy()}\n${toYaml({ groups: asRuleGroups(groups, links) })}`;
}

/** An alert that always fires: what receives it notices when it stops. In a file of its own, since many have one already. */
export function watchdogFile(): string {
  const description =
    'Always fires. Route it to a service that calls someone when it stops arriving: then Prometheus or Alertmanager does not work, and no other alert can arrive.';
  const rule = {
    alert: 'DeadbeatWatchdog',
    expr: 'vector(1)',
    labels: { severity: 'none' },
    annotations: { summary: 'Prometheus and Alertmanager deliver alerts.', description },
  };
  const usage = `# An example. In alertmanager.yml, above the other routes:
#   - matchers: ['alertname="DeadbeatWatchdog"']
#     receiver: dead-mans-switch
#     group_wait: 0s
#     group_interval: 1m
#     repeat_interval: 1m
`;
  return `# ${madeBy()}\n${usage}${toYaml({ groups: [{ name: 'deadbeat.watchdog', interval: '30s', rules: [rule] }] })}`;
}

const selectedByRelease = `# kube-prometheus-stack loads only rules that have the label "release" with the name of its Helm release: change it if yours
# is not named kube-prometheus-stack. To see what yours selects:
#   kubectl get prometheus --all-namespaces -o jsonpath='{.items[*].spec.ruleSelector}'
`;

/** The same for the Prometheus operator. */
export function prometheusRule(groups: readonly RuleGroup[], links: Links = noLinks, name = 'deadbeat'): string {
  return `# ${madeBy()}\n${selectedByRelease}${toYaml({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, labels: { 'app.kubernetes.io/name': 'deadbeat', release: 'kube-prometheus-stack' } },
    spec: { groups: asRuleGroups(groups, links) },
  })}`;
}

const longRangesUsage = `# Optional. Dashboards that show 12 h or more read these records instead of every scrape, where they are there for all of the time
# shown. They add one sample every ${recordedEvery} for each series that they read.
`;

/** What makes dashboards fast that show half a day or more. */
export function longRangeFile(group: RuleGroup): string {
  return `# ${madeBy()}\n${longRangesUsage}${toYaml({ groups: asRuleGroups([group], noLinks) })}`;
}

/** Only the recording rules, for those whose alerts are managed by Grafana. */
export function recordingRuleFile(groups: readonly RuleGroup[]): string {
  const recordsOnly = groups.map((group) => ({ ...group, alerts: [] }));
  return `# ${madeBy()}\n${toYaml({ groups: asRuleGroups(recordsOnly, noLinks) })}`;
}

export function annotationsOf(alert: Alert, links: Links, words: Words): Annotations {
  return {
    summary: alert.summary(words),
    description: alert.description(words),
    commands: alert.commands(words, links).join('\n'),
    dashboard_url: dashboardUrl(links.grafana, alert.dashboard, words),
    runbook_url: `${links.runbooks}/${alert.name}.md`,
  };
}

export function asRuleGroups(groups: readonly RuleGroup[], links: Links) {
  return groups.map(({ name, interval, records, alerts }) => ({
    name,
    interval,
    rules: [
      ...records.map(({ record, expression, labels }) => ({ record, expr: expression, ...(labels && { labels }) })),
      ...alerts.map((alert) => ({
        alert: alert.name,
        expr: alert.expression,
        for: alert.for,
        ...(alert.keepFiringFor === undefined ? {} : { keep_firing_for: alert.keepFiringFor }),
        labels: { severity: alert.severity },
        annotations: annotationsOf(alert, links, prometheusWords),
      })),
    ],
  }));
}

export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, blockQuote: 'literal' });
}
