import { readdirSync, readFileSync } from 'node:fs';
import type { AnnotationQuery, Dashboard, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';

const folder = new URL('../../../dashboards/generated/', import.meta.url);

export type Target = Readonly<{
  refId: string;
  expr: string;
  legendFormat?: string;
  instant?: boolean;
  range?: boolean;
  format?: string;
  datasource: Panel['datasource'];
}>;

/** The committed JSON, as Grafana reads it. */
export const generatedDashboards: readonly Dashboard[] = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Dashboard,
);

/** Without the rows. */
export function panelsOf({ panels = [] }: Dashboard): Panel[] {
  return panels.filter((panel): panel is Panel => panel.type !== 'row');
}

export function targetsOf({ targets = [] }: Panel): Target[] {
  return targets as unknown as Target[];
}

export function variablesOf({ templating }: Dashboard): VariableModel[] {
  return templating.list ?? [];
}

export function annotationsOf({ annotations }: Dashboard): AnnotationQuery[] {
  return annotations.list ?? [];
}
