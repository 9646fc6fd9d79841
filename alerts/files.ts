import { alertsDocument } from './document.js';
import { grafanaRules } from './grafana.js';
import { prometheusRule, recordingRuleFile, ruleFile } from './prometheus.js';
import { defaultJob, ruleGroups } from './rules.js';
import { defaultThresholds, type Thresholds } from './thresholds.js';

type File = readonly [path: string, content: () => string];

export type AlertOptions = Readonly<{
  thresholds?: Thresholds;
  job?: string;
  /** Of Grafana's Prometheus data source; the one that dashboards/provisioning makes unless told. */
  datasourceUid?: string;
}>;

/** All that is made from the rules. */
export function alertFiles(options: AlertOptions = {}): File[] {
  const { thresholds = defaultThresholds, job = defaultJob, datasourceUid = 'prometheus' } = options;
  const groups = ruleGroups(thresholds, job);
  return [
    ['alerts/deadbeat.rules.yml', () => ruleFile(groups, thresholds.links)],
    ['alerts/kubernetes/prometheusrule.yml', () => prometheusRule(groups, thresholds.links)],
    ['alerts/grafana/alert-rules.yml', () => grafanaRules(groups, thresholds, datasourceUid)],
    ['alerts/grafana/recording.rules.yml', () => recordingRuleFile(groups)],
    ['docs/alerts.md', () => alertsDocument(groups, thresholds)],
  ];
}
