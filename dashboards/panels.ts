import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as GaugeBuilder } from '@grafana/grafana-foundation-sdk/gauge';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { neutral } from './palette.js';
import { stepsOf, type Threshold } from './thresholds.js';

export const datasource = { type: 'prometheus', uid: '${datasource}' };

export type PanelSpec = Readonly<{
  id: number;
  title: string;
  /** In plain words: what it shows, what is good, what to do. */
  description: string;
  unit: string;
  /** Of the 24 columns. */
  span: number;
  height: number;
  queries: readonly Query[];
  threshold?: Threshold;
  /** Points over the whole range, where each is expensive: every label set is rated for every point. */
  points?: number;
  /** Shown instead of an unknown value. */
  noValue?: string;
  /** The alerts about what it shows: their runbooks are a click away. */
  alerts?: readonly `Deadbeat${string}`[];
}>;

export type Query = Readonly<{ expr: string; legend?: string }>;

type Shape = 'instant' | 'range' | 'table' | 'heatmap';

/** What all the SDK's panel builders have in common. */
interface AnyPanelBuilder {
  id(id: number): this;
  title(title: string): this;
  description(text: string): this;
  datasource(reference: common.DataSourceRef): this;
  unit(unit: string): this;
  span(columns: number): this;
  height(rows: number): this;
  noValue(text: string): this;
  maxDataPoints(points: number): this;
  thresholds(config: dashboard.ThresholdsConfigBuilder): this;
  colorScheme(color: dashboard.FieldColorBuilder): this;
  withTarget(target: DataqueryBuilder): this;
  links(links: dashboard.DashboardLinkBuilder[]): this;
}

export const unknownHere = 'unknown: Deadbeat does not see every namespace; see Deadbeat / Collector';

export function fill<B extends AnyPanelBuilder>(builder: B, spec: PanelSpec, shape: Shape): B {
  const {
    id,
    title,
    description,
    unit,
    span,
    height,
    queries,
    threshold,
    points,
    noValue = unknownHere,
    alerts,
  } = spec;
  builder.id(id).title(title).description(description).datasource(datasource).unit(unit).span(span).height(height);
  builder.noValue(noValue);
  if (points !== undefined) builder.maxDataPoints(points);
  if (alerts !== undefined) builder.links(alerts.map(runbookLink));
  if (threshold !== undefined) builder.thresholds(new dashboard.ThresholdsConfigBuilder().steps(stepsOf(threshold)));
  queries.forEach((query, index) => {
    builder.withTarget(target(query, String.fromCharCode('A'.charCodeAt(0) + index), shape));
  });
  return builder;
}

function runbookLink(alert: string): dashboard.DashboardLinkBuilder {
  return new dashboard.DashboardLinkBuilder(`Runbook ${alert}`)
    .type(dashboard.DashboardLinkType.Link)
    .url(`\${runbooks:raw}/${alert}.md`)
    .targetBlank(true);
}

function target({ expr, legend }: Query, refId: string, shape: Shape): DataqueryBuilder {
  const query = new DataqueryBuilder().refId(refId).datasource(datasource).expr(expr);
  if (legend !== undefined) query.legendFormat(legend);
  switch (shape) {
    case 'instant':
      return query.instant();
    case 'table':
      return query.instant().format(PromQueryFormat.Table);
    case 'range':
      return query.range();
    case 'heatmap':
      return query.range().format(PromQueryFormat.Heatmap).exemplar(true);
  }
}

/** One figure, as of now or over the whole range. */
export function stat(spec: PanelSpec): StatBuilder {
  return fill(new StatBuilder(), { noValue: 'unknown', ...spec }, 'instant')
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.Value)
    .colorScheme(colorOf(spec))
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

export function gauge(spec: PanelSpec & Readonly<{ max: number }>): GaugeBuilder {
  return fill(new GaugeBuilder(), { noValue: 'unknown', ...spec }, 'instant')
    .min(0)
    .max(spec.max)
    .colorScheme(colorOf(spec))
    .showThresholdLabels(true)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

/** Legends of a zero that stands for nothing. */
export const noSeries = '/^(.*: )?none *$/';

/** A line for each series; `stacked` where the sum means something. */
export function lines(spec: PanelSpec & Readonly<{ stacked?: boolean }>): TimeseriesBuilder {
  const panel = fill(new TimeseriesBuilder(), spec, 'range')
    .min(0)
    .lineWidth(spec.stacked ? 1 : 2)
    .fillOpacity(spec.stacked ? 60 : 0)
    // A value between two gaps draws no line: without points it would not show.
    .showPoints(common.VisibilityMode.Auto)
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.PaletteClassicByName))
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'mean', 'max'])
        .sortBy('Mean')
        .sortDesc(true),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
  // The zero that stands for an empty result is not a series of its own.
  panel.overrideByRegexp(noSeries, [{ id: 'custom.hideFrom', value: { legend: true, tooltip: true, viz: false } }]);
  if (spec.stacked) panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
  if (spec.threshold !== undefined)
    panel.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed));
  return panel;
}

/** A bar for each series, longest first if the query says so. */
export function bars(spec: PanelSpec): BarGaugeBuilder {
  return fill(new BarGaugeBuilder(), spec, 'instant')
    .min(0)
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .namePlacement(common.BarGaugeNamePlacement.Top)
    .colorScheme(colorOf(spec))
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

/** How often a histogram's values fell in each bucket, over time. */
export function heat(spec: PanelSpec): heatmap.PanelBuilder {
  return fill(new heatmap.PanelBuilder(), spec, 'heatmap')
    .calculate(false)
    .color(new heatmap.HeatmapColorOptionsBuilder().mode(heatmap.HeatmapColorMode.Scheme).scheme('Cividis').steps(64))
    .filterValues(new heatmap.FilterValueRangeBuilder().le(1e-9))
    .yAxis(new heatmap.YAxisConfigBuilder().unit(units.Seconds))
    .cellValues(new heatmap.CellValuesBuilder().unit(units.Short))
    .tooltip(new heatmap.HeatmapTooltipBuilder().mode(common.TooltipDisplayMode.Single).showColorScale(true))
    .showLegend();
}

function colorOf({ threshold }: PanelSpec): dashboard.FieldColorBuilder {
  return threshold === undefined
    ? new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Fixed).fixedColor(neutral)
    : new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds);
}
