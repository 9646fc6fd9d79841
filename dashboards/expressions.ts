import { metrics } from '../collector/metrics/definitions.js';
import { foreignMetrics } from './foreign-metrics.js';

type OwnMetric = (typeof metrics)[keyof typeof metrics];
type Metric = OwnMetric | (typeof foreignMetrics)[keyof typeof foreignMetrics];
type Counter = Extract<Metric, { type: 'counter' }>;
type Gauge = Extract<Metric, { type: 'gauge' }>;
type Histogram = Extract<Metric, { type: 'histogram' }>;

/** Matchers by label, operator included: `{ reason: '="silent"' }`. */
type Matchers<M extends Metric> = Readonly<Partial<Record<M['labels'][number] | 'le', string>>>;

/** Ranges that Grafana fills in: one that suits a rate at each point, and the dashboard's whole time range. */
const rateInterval = '$__rate_interval';
const wholeRange = '$__range';

export type Expressions = ReturnType<typeof expressionsFor>;

/** Builds selectors which heed each of the dashboard's filter variables that the metric has a label for. */
export function expressionsFor(filters: readonly string[]) {
  function select<M extends Metric>({ name, labels }: M, matchers?: Matchers<M>, part = ''): string {
    const heeded = filters.filter((label) => label === 'instance' || (labels as readonly string[]).includes(label));
    const all = [
      ...['job', ...heeded].map((label) => `${label}=~"$${label}"`),
      ...Object.entries(matchers ?? {}).map(([label, matcher]) => `${label}${matcher}`),
    ];
    return `${name}${part}{${all.join(', ')}}`;
  }
  /** 1 while every Deadbeat in view is scraped and the last pass of every namespace in view was complete; else 0, or nothing. */
  const complete = `min(${select(metrics.up)}) * min(${select(foreignMetrics.scraped)})`;
  const zero = `(0 * (${complete} == 1))`;

  return {
    gauge: <M extends Gauge>(metric: M, matchers?: Matchers<M>) => select(metric, matchers),
    rate: <M extends Counter>(metric: M, matchers?: Matchers<M>) =>
      `rate(${select(metric, matchers)}[${rateInterval}])`,
    /** Within the whole time range; for instant queries. */
    total: <M extends Counter>(metric: M, matchers?: Matchers<M>) =>
      `increase(${select(metric, matchers)}[${wholeRange}])`,
    buckets: <M extends Histogram>(metric: M, matchers?: Matchers<M>) =>
      `increase(${select(metric, matchers, '_bucket')}[${rateInterval}])`,
    quantile: <M extends Histogram>(quantile: number, metric: M, by: M['labels'][number]) =>
      `histogram_quantile(${quantile}, sum by (le, ${by}) (rate(${select(metric, undefined, '_bucket')}[${rateInterval}])))`,
    /** Its average over the interval, a time without the series counting as 0. */
    averageSum: <M extends Gauge>(metric: M, matchers?: Matchers<M>) =>
      `sum(sum_over_time(${select(metric, matchers)}[${rateInterval}])) / max(count_over_time(${select(metrics.up)}[${rateInterval}]))`,

    complete,
    /** 0, but only while everything in view is seen: otherwise nothing is known. */
    zero,
    /** That 0 in place of nothing; `labels` name its row or legend. */
    orZero: (expression: string, labels: Readonly<Record<string, string>> = {}) => {
      const named = Object.entries(labels).reduce(
        (inner, [name, value]) => `label_replace(${inner}, "${name}", "${value}", "", "")`,
        zero,
      );
      return `${expression} or on() ${named}`;
    },
  };
}

/** For legends: the value of a label. */
export function label(name: string): string {
  return `{{${name}}}`;
}
