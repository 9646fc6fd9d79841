import type { AnyLabel } from '../promql/metrics.js';
import type { DashboardUid } from '../promql/vocabulary.js';
import type { Words } from './texts.js';

/** A dashboard of dashboards/, with those of its variables set that the alert has as labels. */
export type DashboardLink = Readonly<{ uid: DashboardUid; variables: readonly AnyLabel[] }>;

export function dashboardUrl(grafana: string, { uid, variables }: DashboardLink, words: Words): string {
  const query = variables.map((label) => `var-${label}=${words.labelInUrl(label)}`).join('&');
  return `${grafana}/d/${uid}${query === '' ? '' : `?${query}`}`;
}
