import { readdirSync, readFileSync } from 'node:fs';
import type { Dashboard, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';

export { annotationsOf, panelsOf, targetsOf } from '../../../tools/grafana/queries.js';

const folder = new URL('../../../dashboards/generated/', import.meta.url);

/** The committed JSON, as Grafana reads it. */
export const generatedDashboards: readonly Dashboard[] = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Dashboard,
);

export function variablesOf({ templating }: Dashboard): VariableModel[] {
  return templating.list ?? [];
}
