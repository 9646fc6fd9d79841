import type { ComponentChildren } from 'preact';
import { noSeries } from '../../dashboards/panels.js';
import { colorOf, gauge, heatmap, type Size, timeseries } from './charts.js';
import { fieldOf, shown } from './field-config.js';
import { format } from './format.js';
import type { PanelData, Series } from './panel-data.js';
import { tableOf } from './table-rows.js';

const headHeight = 30;
const legendRow = 19;

/** One panel in its place, drawn by its type. */
export function PanelView({ data, size, title }: { data: PanelData; size: Size; title: string }) {
  const inner = { width: size.width - 16, height: size.height - headHeight - 8 };
  return (
    <section class="panel" style={{ width: `${size.width}px`, height: `${size.height}px` }}>
      <h3>{title}</h3>
      {data.series.length === 0 ? <p class="none">{data.panel.fieldConfig?.defaults.noValue}</p> : draw(data, inner)}
    </section>
  );
}

function draw(data: PanelData, size: Size): ComponentChildren {
  switch (data.panel.type) {
    case 'stat':
      return <Stat data={data} size={size} />;
    case 'gauge':
      return <Drawing svg={gauge(data, size)} />;
    case 'timeseries':
      return <Lines data={data} size={size} />;
    case 'heatmap':
      return <Drawing svg={heatmap(data, size)} />;
    case 'bargauge':
      return <Bars data={data} />;
    case 'table':
      return <Rows data={data} />;
    default:
      throw new Error(`no drawing for panels of type ${data.panel.type}`);
  }
}

function Drawing({ svg }: { svg: string }) {
  // Drawn by echarts, which escapes what it writes.
  return <div dangerouslySetInnerHTML={{ __html: svg }} />;
}

function Stat({ data, size }: { data: PanelData; size: Size }) {
  const { panel, series } = data;
  if (panel.options?.textMode === 'value_and_name') return <NamedStats data={data} size={size} />;
  const value = series[0]?.points.at(-1)?.[1] ?? Number.NaN;
  const { text, color } = shown(panel, value, panel.fieldConfig?.defaults.unit ?? 'short');
  const fontSize = Math.min(size.height * 0.6, (size.width / Math.max(4, text.length)) * 1.5, 64);
  return (
    <div class="stat" style={{ color, fontSize: `${fontSize}px`, height: `${size.height}px` }}>
      {text}
    </div>
  );
}

/** As the panels' overrides hide it from the legend. */
function isShown({ name }: Series): boolean {
  return !new RegExp(noSeries.slice(1, -1)).test(name);
}

/** A figure for each series, with its name. */
function NamedStats({ data, size }: { data: PanelData; size: Size }) {
  const { panel, series } = data;
  const width = size.width / series.length;
  return (
    <div style={{ display: 'flex', height: `${size.height}px`, alignItems: 'center' }}>
      {series.map((one) => {
        const { text, color } = shown(
          panel,
          one.points.at(-1)?.[1] ?? Number.NaN,
          panel.fieldConfig?.defaults.unit ?? 'short',
        );
        const fontSize = Math.min(size.height * 0.45, (width / Math.max(4, text.length)) * 1.4, 48);
        return (
          <div key={`${one.refId}${one.name}`} style={{ color, width: `${width}px`, textAlign: 'center' }}>
            <div style={{ fontSize: '13px' }}>{one.name}</div>
            <div style={{ fontSize: `${fontSize}px` }}>{text}</div>
          </div>
        );
      })}
    </div>
  );
}

function Lines({ data, size }: { data: PanelData; size: Size }) {
  const named = data.series.filter(isShown);
  const rows = Math.min(named.length, 10);
  const legendHeight = rows === 0 ? 0 : Math.min((rows + 1) * legendRow, size.height * 0.45);
  const unit = data.panel.fieldConfig?.defaults.unit ?? 'short';
  return (
    <>
      <Drawing svg={timeseries(data, { ...size, height: size.height - legendHeight })} />
      <table class="legend" style={{ height: `${legendHeight}px`, ...(rows === 0 ? { display: 'none' } : {}) }}>
        <tr>
          <th>Name</th>
          <th>Last</th>
          <th>Mean</th>
          <th>Max</th>
        </tr>
        {named.sort(byMean).map((series) => {
          const values = finite(series);
          return (
            <tr key={`${series.refId}${series.name}`}>
              <td>
                <i style={{ background: colorOf(data, series) }} /> {fieldOf(data.panel, series.name).title}
              </td>
              <td>{format(values.at(-1), unit)}</td>
              <td>{format(meanOf(series), unit)}</td>
              <td>{format(Math.max(...values), unit)}</td>
            </tr>
          );
        })}
      </table>
    </>
  );
}

function finite({ points }: Series): number[] {
  return points.map(([, value]) => value).filter(Number.isFinite);
}

function meanOf(series: Series): number {
  const values = finite(series);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function byMean(one: Series, other: Series): number {
  return meanOf(other) - meanOf(one);
}

function Bars({ data }: { data: PanelData }) {
  const { panel, series } = data;
  const longest = Math.max(1e-9, ...series.map(({ points }) => points[0]?.[1] ?? 0));
  return (
    <div class="bars">
      {series.map(({ name, points }) => {
        const value = points[0]?.[1] ?? 0;
        const { text, color } = shown(panel, value, panel.fieldConfig?.defaults.unit ?? 'short');
        return (
          <div key={name}>
            <div class="name">{name}</div>
            <span class="track">
              <span style={{ width: `${(value / longest) * 100}%`, background: color }} />
            </span>
            <span class="value" style={{ color }}>
              {text}
            </span>
          </div>
        );
      })}
    </div>
  );
}

function Rows({ data }: { data: PanelData }) {
  const { titles, rows } = tableOf(data);
  const fields = titles.map((title) => fieldOf(data.panel, title));
  return (
    <table class="rows">
      <tr>
        {fields.map(({ title, width }) => (
          <th key={title} style={width === undefined ? {} : { width: `${width}px` }}>
            {title}
          </th>
        ))}
      </tr>
      {rows.map((row) => (
        <tr key={row.join()}>
          {row.map((value, column) => {
            const field = fields[column];
            const { text, color } = shown(data.panel, value, field?.unit ?? 'short', field?.mappings);
            return (
              <td
                key={field?.title}
                class={field?.isLink ? 'link' : ''}
                style={{ color: field?.isTextColoured ? color : undefined }}
              >
                {text}
              </td>
            );
          })}
        </tr>
      ))}
    </table>
  );
}
