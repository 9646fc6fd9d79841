import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { defaultClusterLabel, withClusterLabel } from '../promql/cluster-label.js';
import { allDashboards, type Defaults } from './index.js';

type File = readonly [path: string, content: () => string];

type Options = Defaults & Readonly<{ clusterLabel?: string }>;

/** The dashboards as Grafana's file provisioning reads them, and as grafana.com and the import dialog expect them. */
export function dashboardFiles({ clusterLabel = defaultClusterLabel, ...defaults }: Options = {}): File[] {
  const files = allDashboards(defaults).flatMap((dashboard): File[] => [
    [`dashboards/generated/${dashboard.uid}.json`, () => json(dashboard)],
    [`dashboards/grafana.com/generated/${dashboard.uid}.json`, () => json(forImport(dashboard))],
  ]);
  return files.map(([path, content]) => [path, () => withClusterLabel(content(), clusterLabel)]);
}

/** The data source becomes a question that the import asks, in place of the variable. */
function forImport(dashboard: Dashboard): object {
  const asked = json(dashboard)
    .replaceAll('"${datasource}"', '"${DS_PROMETHEUS}"')
    .replaceAll('${datasource:queryparam}&', '');
  const { templating, panels = [], ...rest } = JSON.parse(asked) as Dashboard;
  const panelTypes = [...new Set(panels.map(({ type }) => type))].filter((type) => type !== 'row').sort();
  return {
    __inputs: [
      {
        name: 'DS_PROMETHEUS',
        label: 'Prometheus',
        description: 'The Prometheus that scrapes Deadbeat',
        type: 'datasource',
        pluginId: 'prometheus',
        pluginName: 'Prometheus',
      },
    ],
    __requires: [
      { type: 'grafana', id: 'grafana', name: 'Grafana', version: oldestGrafana },
      { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
      ...panelTypes.map((id) => ({ type: 'panel', id, name: id, version: '' })),
    ],
    id: null,
    ...rest,
    templating: { list: (templating.list ?? []).filter(({ name }) => name !== 'datasource') },
    panels,
  };
}

/** The first with the table, heat map and bar options used here. */
const oldestGrafana = '10.0.0';

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
