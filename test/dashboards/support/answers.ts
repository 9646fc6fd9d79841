import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PrometheusApi, TimeRange } from '../../../tools/grafana/prometheus-api.js';
import {
  fillIn,
  panelsOf,
  stepsFor,
  type Target,
  targetsOf,
  valuesFor,
  withTimes,
} from '../../../tools/grafana/queries.js';

export type Answer = Readonly<{
  panel: string;
  target: Target;
  series: readonly Readonly<{ labels: Readonly<Record<string, string>>; values: readonly number[] }>[];
}>;

export type Question = Readonly<{ api: PrometheusApi; range: TimeRange; scrapeSeconds: number; job: string }>;

/** What Prometheus answers to every query of a dashboard, as Grafana would ask when it opens. */
export async function answersTo(dashboard: Dashboard, { api, range, scrapeSeconds, job }: Question): Promise<Answer[]> {
  const found = await valuesFor(dashboard, api, range, new Map([['job', job]]));
  const asked = panelsOf(dashboard).flatMap((panel) => targetsOf(panel).map((target) => ({ panel, target })));
  return Promise.all(
    asked.map(async ({ panel, target }) => {
      const steps = stepsFor(range, scrapeSeconds, panel);
      const { step } = steps;
      const values = withTimes(found, range, steps);
      const query = fillIn(target.expr, values);
      const series = target.instant
        ? (await api.instant(query, range.end)).map(({ metric, value }) => ({ metric, values: [value] }))
        : await api.range(query, endingWith(range, step), step);
      return {
        panel: panel.title ?? '',
        target,
        series: series.map(({ metric, values }) => ({
          labels: metric,
          values: values.map(([, value]) => Number(value)),
        })),
      };
    }),
  );
}

/** The points at whole steps before the end, so that the last one is the end however short the range. */
function endingWith({ start, end }: TimeRange, step: number): TimeRange {
  return { start: end - Math.ceil((end - start) / step) * step, end };
}
