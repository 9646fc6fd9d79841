import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Labels, PrometheusApi, TimeRange } from '../grafana/prometheus-api.js';
import { annotationsOf, fillIn, legendOf, stepsFor, targetsOf, type Values, withTimes } from '../grafana/queries.js';

export type Point = readonly [time: number, value: number];
export type Series = Readonly<{ refId: string; name: string; labels: Labels; points: readonly Point[] }>;
export type Mark = Readonly<{ color: string; times: readonly number[] }>;
export type PanelData = Readonly<{ panel: Panel; series: readonly Series[]; marks: readonly Mark[]; range: TimeRange }>;

export type Source = Readonly<{ api: PrometheusApi; range: TimeRange; scrapeSeconds: number; values: Values }>;

export async function dataOf(panel: Panel, marks: readonly Mark[], source: Source): Promise<PanelData> {
  const { api, range, scrapeSeconds } = source;
  const steps = stepsFor(range, scrapeSeconds, panel);
  const { step } = steps;
  const values = withTimes(source.values, range, steps);
  const answered = targetsOf(panel).map(async (target): Promise<Series[]> => {
    const query = fillIn(target.expr, values);
    const found = target.instant
      ? (await api.instant(query, range.end)).map(({ metric, value }) => ({ metric, values: [value] }))
      : await api.range(query, range, step);
    return found.map(({ metric, values }) => ({
      refId: target.refId,
      name: legendOf(target, metric),
      labels: metric,
      points: values.map(([time, value]): Point => [time, Number(value)]),
    }));
  });
  return { panel, series: (await Promise.all(answered)).flat(), marks, range };
}

/** When the dashboard's annotations mark something: the begin of what they show, or the time that is the value. */
export async function marksOf(dashboard: Dashboard, { api, range, scrapeSeconds, values }: Source): Promise<Mark[]> {
  const { step } = stepsFor(range, scrapeSeconds);
  return Promise.all(
    annotationsOf(dashboard).map(async ({ expr = '', iconColor, useValueForTime }) => {
      const series = await api.range(fillIn(expr, values), range, step);
      const times = series.flatMap(({ values: points }) =>
        useValueForTime === true
          ? points.map(([, value]) => Number(value) / 1000)
          : points
              .filter(([time], index) => index === 0 || time - (points[index - 1]?.[0] ?? 0) > step)
              .map(([time]) => time),
      );
      return {
        color: iconColor,
        times: [...new Set(times)].filter((time) => time >= range.start && time <= range.end),
      };
    }),
  );
}
