import { z } from 'zod';
import { ruleFile } from '../../alerts/prometheus.js';
import { ruleGroups } from '../../alerts/rules.js';
import { defaultThresholds } from '../../alerts/thresholds.js';
import { dashboardFiles } from '../../dashboards/files.js';
import { valuesSchema } from './values-schema.js';

type File = readonly [path: string, content: () => string];

const chart = 'deploy/helm/deadbeat';

/** What the chart's template for PrometheusRule replaces by values. */
const placeholders = {
  job: '__JOB__',
  grafana: '__GRAFANA__',
  runbooks: '__RUNBOOKS__',
  deadbeat: '__DEADBEAT__',
} as const;

/** Files of the chart that code makes. */
export function chartFiles(): File[] {
  const { job, ...links } = placeholders;
  return [
    [`${chart}/values.schema.json`, () => `${JSON.stringify(jsonSchema(), undefined, 2)}\n`],
    [`${chart}/files/rules.yaml`, () => ruleFile(ruleGroups(defaultThresholds, job), links)],
    ...dashboardFiles()
      .filter(([path]) => path.startsWith('dashboards/generated/'))
      .map(([path, content]): File => [path.replace('dashboards/generated', `${chart}/files/dashboards`), content]),
  ];
}

/** Helm 3 and 4 read draft 7. */
function jsonSchema() {
  return z.toJSONSchema(valuesSchema, { target: 'draft-7', io: 'input' });
}
