import { allDashboards } from './index.js';

export type AlertPanel = Readonly<{ dashboardUid: string; panelId: number }>;

/**
 * The panel that shows what each alert is about: a trend if there is one. Grafana draws the states of the rules that it
 * manages only on the panel that a rule names; those of Prometheus are in the annotation *Alerts firing*.
 */
export function alertPanels(): ReadonlyMap<string, AlertPanel> {
  const found = allDashboards().flatMap(({ uid: dashboardUid = '', panels = [] }) =>
    panels.flatMap((panel) => {
      if (!('links' in panel)) return [];
      const { id: panelId = 0, type, links = [] } = panel;
      return links.map(({ title }) => ({ alert: title.replace('Runbook ', ''), type, dashboardUid, panelId }));
    }),
  );
  const trendsLast = found.sort((a, b) => Number(a.type === 'timeseries') - Number(b.type === 'timeseries'));
  return new Map(trendsLast.map(({ alert, dashboardUid, panelId }) => [alert, { dashboardUid, panelId }]));
}
