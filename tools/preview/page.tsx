import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { renderToString } from 'preact-render-to-string';
import { fillIn, type Values } from '../grafana/queries.js';
import { ink } from './charts.js';
import { PanelView } from './panel.js';
import type { PanelData } from './panel-data.js';

/** Grafana's grid: 24 columns; a row is 30 px and 8 px of gap. */
const columns = 24;
const rowHeight = 38;
const gap = 8;

export type PageParts = Readonly<{
  dashboard: Dashboard;
  data: ReadonlyMap<number, PanelData>;
  values: Values;
  width: number;
  timeText: string;
}>;

export function renderPreview(parts: PageParts): string {
  return `<!doctype html>${renderToString(<Page {...parts} />)}`;
}

function Page({ dashboard, data, values, width, timeText }: PageParts) {
  const column = (width - 2 * gap) / columns;
  const variables = (dashboard.templating.list ?? []).filter(({ hide }) => !hide);
  const height = Math.max(...(dashboard.panels ?? []).map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{dashboard.title}</title>
        <style>{css}</style>
      </head>
      <body style={{ width: `${width}px` }}>
        <header>
          <strong>{dashboard.title}</strong>
          <span class="note">preview of the panels' data, not Grafana</span>
          <span class="time">{timeText}</span>
        </header>
        <div class="variables">
          {variables.map(({ name, label, type, current }) => (
            <span key={name}>
              <b>{label}</b> {type === 'datasource' ? 'Prometheus' : [current?.text ?? ''].flat().join(', ')}
            </span>
          ))}
        </div>
        <main style={{ height: `${height * rowHeight}px` }}>
          {(dashboard.panels ?? []).map((panel) => {
            const { x = 0, y = 0, w = 0, h = 0 } = panel.gridPos ?? {};
            const place = { left: `${gap + x * column}px`, top: `${y * rowHeight}px` };
            const title = fillIn(panel.title ?? '', values);
            if (panel.type === 'row')
              return (
                <h2 key={panel.id} style={place}>
                  {title}
                </h2>
              );
            const size = { width: w * column - gap, height: h * rowHeight - gap };
            const found = data.get(panel.id ?? 0);
            return (
              <div key={panel.id} class="place" style={place}>
                {found && <PanelView data={found} size={size} title={title} />}
              </div>
            );
          })}
        </main>
      </body>
    </html>
  );
}

const css = `
  body { margin: 0; background: #111217; color: ${ink.text}; font: 13px Inter, 'DejaVu Sans', sans-serif; }
  header { padding: 12px 16px; display: flex; gap: 16px; align-items: baseline; border-bottom: 1px solid ${ink.line}; }
  header strong { font-size: 16px; }
  .note { color: ${ink.faint}; font-style: italic; }
  .time { margin-left: auto; color: ${ink.faint}; }
  .variables { padding: 8px 16px; display: flex; gap: 8px; flex-wrap: wrap; }
  .variables span { border: 1px solid ${ink.line}; border-radius: 2px; padding: 4px 8px; }
  .variables b { color: #6e9fff; font-weight: 500; }
  main { position: relative; }
  main > h2, .place { position: absolute; }
  h2 { font-size: 14px; margin: 8px 0 0; font-weight: 500; }
  .panel { background: ${ink.panel}; border: 1px solid ${ink.line}; border-radius: 2px; box-sizing: border-box; overflow: hidden; padding: 0 8px; }
  h3 { font-size: 13px; margin: 0; line-height: 30px; font-weight: 500; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .none { text-align: center; color: ${ink.faint}; margin: 24px 8px; }
  .stat { display: flex; align-items: center; justify-content: center; font-weight: 500; white-space: nowrap; }
  table { width: 100%; border-collapse: collapse; }
  .legend { display: block; overflow: hidden; font-size: 11px; }
  .legend th, .legend td { text-align: right; padding: 0 6px; line-height: 19px; color: ${ink.text}; font-weight: 400; white-space: nowrap; }
  .legend th { color: #6e9fff; }
  .legend th:first-child, .legend td:first-child { text-align: left; width: 100%; }
  .legend i { display: inline-block; width: 14px; height: 4px; border-radius: 2px; vertical-align: middle; }
  .rows { table-layout: fixed; font-size: 12px; }
  .rows th { text-align: left; color: #6e9fff; font-weight: 500; border-bottom: 1px solid ${ink.line}; }
  .rows th, .rows td { padding: 4px 6px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .rows td { border-bottom: 1px solid ${ink.line}; }
  .rows .link { color: #6e9fff; text-decoration: underline; }
  .bars > div { display: flex; flex-wrap: wrap; align-items: center; column-gap: 8px; font-size: 11px; }
  .bars .name { flex: 0 0 100%; }
  .bars .track { flex: 1; height: 11px; background: #22252b; }
  .bars .track > span { display: block; height: 100%; }
  .bars .value { flex: 0 0 72px; }
`;
