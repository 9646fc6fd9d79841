import * as echarts from 'echarts';
import { fieldOf } from './field-config.js';
import { format } from './format.js';
import type { PanelData, Series } from './panel-data.js';

export type Size = Readonly<{ width: number; height: number }>;

export const ink = { text: '#ccccdc', faint: '#9a9ba5', line: '#2c3235', panel: '#181b1f' } as const;
/** Grafana's classic palette. */
const classic = [
  '#7EB26D',
  '#EAB839',
  '#6ED0E0',
  '#EF843C',
  '#E24D42',
  '#1F78C1',
  '#BA43A9',
  '#705DA0',
  '#508642',
  '#CCA300',
];
const cividis = ['#00224e', '#35456c', '#666970', '#948e77', '#c8b866', '#fee838'];

export function colorOf(data: PanelData, series: Series): string {
  const names = [...new Set(data.series.map(({ name }) => name))].sort();
  return fieldOf(data.panel, series.name).color ?? classic[names.indexOf(series.name) % classic.length] ?? ink.text;
}

export function timeseries(data: PanelData, size: Size): string {
  const { panel, series, marks } = data;
  const { unit = 'short', custom = {}, thresholds, max } = panel.fieldConfig?.defaults ?? {};
  const isStacked = custom.stacking?.mode === 'normal';
  const lines =
    custom.thresholdsStyle?.mode === 'dashed' ? (thresholds?.steps ?? []).filter(({ value }) => value !== null) : [];
  const times = [...new Set(series.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b);
  const highest = Math.max(
    0,
    ...series.flatMap(({ points }) => points.map(([, value]) => value).filter(Number.isFinite)),
  );
  return svg(size, {
    ...axes(data),
    yAxis: {
      type: 'value',
      min: 0,
      ...(max === undefined || max === null ? {} : { max }),
      axisLabel: { color: ink.faint, formatter: (value: number) => format(value, unit) },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: [
      ...series.map((one) => ({
        type: custom.drawStyle === 'bars' ? ('bar' as const) : ('line' as const),
        data: filled(one, times, isStacked ? 0 : null).map(([time, value]) => [time * 1000, value]),
        // Only what stands alone between two gaps.
        showSymbol: false,
        connectNulls: false,
        ...(isStacked ? { stack: 'all', areaStyle: { opacity: 0.6 } } : {}),
        lineStyle: { width: isStacked ? 1 : 2 },
        color: colorOf(data, one),
      })),
      {
        type: 'line' as const,
        data: [],
        markLine: {
          symbol: 'none',
          label: { show: false },
          data: [
            ...marks.flatMap(({ times, color }) =>
              times.map((time) => ({ xAxis: time * 1000, lineStyle: { color, type: 'dashed' as const } })),
            ),
            ...lines
              // A line far above everything would only squeeze the curves.
              .filter(({ value }) => (value ?? 0) <= highest * 2)
              .map(({ value, color }) => ({ yAxis: value ?? 0, lineStyle: { color, type: 'dashed' as const } })),
          ],
        },
      },
    ],
  });
}

export function heatmap(data: PanelData, size: Size): string {
  const unit: string = data.panel.options.yAxis.unit ?? 'short';
  const bound = ({ labels }: Series) => (labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le));
  const sorted = [...data.series].sort((one, other) => (bound(one) < bound(other) ? -1 : 1));
  const times = [...new Set(sorted.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b);
  const cells = sorted.flatMap(({ points }, row) => {
    const below = new Map(sorted[row - 1]?.points ?? []);
    return points.map(([time, value]) => [times.indexOf(time), row, value - (below.get(time) ?? 0)] as const);
  });
  const counted = cells.filter(([, , count]) => count > 1e-9);
  return svg(size, {
    grid: { left: 8, right: 12, top: 10, bottom: 8, containLabel: true },
    xAxis: {
      type: 'category',
      data: times.map((time) => clock(time * 1000)),
      axisLabel: { color: ink.faint },
      axisLine: { lineStyle: { color: ink.line } },
    },
    yAxis: {
      type: 'category',
      data: sorted.map(({ labels }) => (labels.le === '+Inf' ? '> all' : format(Number(labels.le), unit))),
      axisLabel: { color: ink.faint },
      axisLine: { lineStyle: { color: ink.line } },
    },
    visualMap: {
      show: false,
      min: 0,
      max: Math.max(1, ...counted.map(([, , count]) => count)),
      inRange: { color: cividis },
    },
    series: [{ type: 'heatmap', data: counted.map((cell) => [...cell]) }],
  });
}

export function gauge(data: PanelData, size: Size): string {
  const { panel, series } = data;
  const { unit = 'short', max = 1, thresholds } = panel.fieldConfig?.defaults ?? {};
  const steps = thresholds?.steps ?? [];
  const top = max ?? 1;
  const bands = steps.map(({ color }, index): [number, string] => [(steps[index + 1]?.value ?? top) / top, color]);
  const value = series[0]?.points.at(-1)?.[1];
  const color =
    [...steps].reverse().find((step) => step.value === null || (value ?? 0) >= step.value)?.color ?? ink.text;
  return svg(size, {
    series: [
      {
        type: 'gauge',
        min: 0,
        max: top,
        startAngle: 200,
        endAngle: -20,
        radius: '95%',
        center: ['50%', '65%'],
        axisLine: { lineStyle: { width: 12, color: bands } },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { show: false },
        pointer: { length: '60%', width: 4, itemStyle: { color: ink.text } },
        detail: {
          formatter: value === undefined ? 'unknown' : format(value, unit),
          color,
          fontSize: 24,
          offsetCenter: [0, '35%'],
        },
        data: [{ value: value ?? 0 }],
      },
    ],
  });
}

/** A value at each time: echarts stacks by place in the list, and would draw a line across what is missing. */
function filled({ points }: Series, times: readonly number[], missing: 0 | null) {
  const values = new Map(points);
  return times.map((time) => [time, values.get(time) ?? missing] as const);
}

function axes({ range }: PanelData) {
  return {
    grid: { left: 8, right: 12, top: 10, bottom: 4, containLabel: true },
    xAxis: {
      type: 'time' as const,
      min: range.start * 1000,
      max: range.end * 1000,
      axisLabel: { color: ink.faint, formatter: clock, hideOverlap: true },
      axisLine: { lineStyle: { color: ink.line } },
    },
  };
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19).replace(/:00$/, '');
}

function svg({ width, height }: Size, option: echarts.EChartsCoreOption): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, textStyle: { fontFamily: 'sans-serif' }, ...option });
  const text = chart.renderToSVGString();
  chart.dispose();
  return text;
}
