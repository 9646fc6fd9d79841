import { longRangeGroup } from '../alerts/long-ranges.js';
import { asRuleGroups } from '../alerts/prometheus.js';
import { ruleGroups } from '../alerts/rules.js';
import { defaultThresholds, type Thresholds } from '../alerts/thresholds.js';
import { dashboardFiles } from '../dashboards/files.js';
import { withClusterLabel } from '../promql/cluster-label.js';

type File = readonly [path: string, content: () => string];

/** What mixin.libsonnet replaces by its `_config`. */
const placeholders = {
  job: '__JOB__',
  cluster: '__CLUSTER__',
  links: { grafana: '__GRAFANA__', runbooks: '__RUNBOOKS__', deadbeat: '__DEADBEAT__' },
} as const;

/** The data of the mixin: the same rules and dashboards, with placeholders. */
export function mixinFiles(thresholds: Thresholds = defaultThresholds): File[] {
  const groups = () => asRuleGroups(ruleGroups(thresholds, placeholders.job), placeholders.links);
  const longRanges = () => asRuleGroups([longRangeGroup(placeholders.job)], placeholders.links);
  const files: File[] = [
    ['mixin/generated/groups.json', () => json(groups())],
    ['mixin/generated/long-ranges.json', () => json(longRanges())],
    ...dashboardFiles({ thresholds })
      .filter(([path]) => path.startsWith('dashboards/generated/'))
      .map(([path, content]): File => [path.replace('dashboards/', 'mixin/'), content]),
  ];
  return files.map(([path, content]) => [path, () => withClusterLabel(content(), placeholders.cluster)]);
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
