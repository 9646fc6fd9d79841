import { readFileSync } from 'node:fs';
import { defaultClusterLabel, withClusterLabel } from '../promql/cluster-label.js';
import { alertsDocument } from './document.js';
import { type AlertPanels, grafanaRules } from './grafana.js';
import { longRangeGroup } from './long-ranges.js';
import { longRangeFile, prometheusRule, recordingRuleFile, ruleFile, watchdogFile } from './prometheus.js';
import { defaultJob, ruleGroups } from './rules.js';
import { defaultThresholds, type Thresholds } from './thresholds.js';

type File = readonly [path: string, content: () => string];

export type AlertOptions = Readonly<{
  thresholds?: Thresholds;
  job?: string;
  /** Of Grafana's Prometheus data source; the one that dashboards/provisioning makes unless told. */
  datasourceUid?: string;
  clusterLabel?: string;
  /** Where Grafana draws the states of the rules that it manages; nowhere unless told. */
  panels?: AlertPanels;
}>;

/** All that is made from the rules. */
export function alertFiles(options: AlertOptions = {}): File[] {
  const { thresholds = defaultThresholds, job = defaultJob, datasourceUid = 'prometheus' } = options;
  const { clusterLabel = defaultClusterLabel, panels = new Map() } = options;
  const groups = ruleGroups(thresholds, job);
  const files: File[] = [
    ['alerts/deadbeat.rules.yml', () => ruleFile(groups, thresholds.links)],
    ['alerts/long-ranges.rules.yml', () => longRangeFile(longRangeGroup(job))],
    ['alerts/watchdog.rules.yml', watchdogFile],
    ['alerts/kubernetes/prometheusrule.yml', () => prometheusRule(groups, thresholds.links)],
    [
      'alerts/kubernetes/prometheusrule-long-ranges.yml',
      () => prometheusRule([longRangeGroup(job)], undefined, 'deadbeat-long-ranges'),
    ],
    ['alerts/grafana/alert-rules.yml', () => grafanaRules(groups, { links: thresholds.links, datasourceUid, panels })],
    ['alerts/grafana/recording.rules.yml', () => recordingRuleFile(groups)],
    ['docs/alerts.md', () => alertsDocument(groups, thresholds)],
    ...keptByHand.map((path): File => [`alerts/${path}`, () => readFileSync(new URL(path, import.meta.url), 'utf8')]),
  ];
  return files.map(([path, content]) => [path, () => withClusterLabel(content(), clusterLabel)]);
}

/** Only the label of the cluster may be another. */
const keptByHand = ['alertmanager.yml', 'templates/deadbeat.tmpl', 'grafana/notification-policies.yml'];
