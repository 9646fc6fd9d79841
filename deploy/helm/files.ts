import { z } from 'zod';
import { longRangeGroup } from '../../alerts/long-ranges.js';
import { longRangeFile } from '../../alerts/prometheus.js';
import { dashboardFiles } from '../../dashboards/files.js';
import { withClusterLabel } from '../../promql/cluster-label.js';
import { chartThresholds } from './chart-thresholds.js';
import { ruleTemplate } from './rule-template.js';
import { valuesSchema } from './values-schema.js';

type File = readonly [path: string, content: () => string];

const chart = 'deploy/helm/deadbeat';

/** What the chart's templates for PrometheusRule and dashboards replace by values. */
const placeholders = {
  clusterLabel: '__CLUSTER__',
  job: '__JOB__',
  grafana: '__GRAFANA__',
  runbooks: '__RUNBOOKS__',
  deadbeat: '__DEADBEAT__',
} as const;

/** Files of the chart that code makes. */
export function chartFiles(): File[] {
  const { clusterLabel, job, ...links } = placeholders;
  const files: File[] = [
    [`${chart}/values.schema.json`, () => `${JSON.stringify(jsonSchema(), undefined, 2)}\n`],
    [`${chart}/files/rules.yaml`, () => ruleTemplate(job, links).text],
    [`${chart}/files/long-ranges.yaml`, () => longRangeFile(longRangeGroup(job))],
    [`${chart}/files/thresholds.json`, () => `${JSON.stringify(thresholdsFile(), undefined, 2)}\n`],
    ...dashboardFiles()
      .filter(([path]) => path.startsWith('dashboards/generated/'))
      .map(([path, content]): File => [path.replace('dashboards/generated', `${chart}/files/dashboards`), content]),
  ];
  return files.map(([path, content]) => [path, () => withClusterLabel(content(), clusterLabel)]);
}

/** What the chart's template needs to write thresholds into the rules. */
function thresholdsFile() {
  const { clusterLabel: _, job, ...links } = placeholders;
  const defaults = Object.fromEntries(chartThresholds.map((one) => [one.key, one.default]));
  return { defaults, places: ruleTemplate(job, links).places };
}

/** Helm 3 and 4 read draft 7. */
function jsonSchema() {
  return z.toJSONSchema(valuesSchema, { target: 'draft-7', io: 'input' });
}
