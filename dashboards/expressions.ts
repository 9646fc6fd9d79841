import { type LabelOf, type SeriesKey, series } from '../promql/metrics.js';
import { type Matchers, selector, type Variable } from '../promql/selector.js';

type KeyOf<T extends 'counter' | 'gauge' | 'histogram'> = {
  [K in SeriesKey]: (typeof series)[K]['type'] extends T ? K : never;
}[SeriesKey];
type Counter = KeyOf<'counter'>;
type Gauge = KeyOf<'gauge'>;
type Histogram = KeyOf<'histogram'>;

/** Ranges that Grafana fills in: one that suits a rate at each point, and the dashboard's whole time range. */
const rateInterval = '$__rate_interval';
const wholeRange = '$__range';

export type Expressions = ReturnType<typeof expressionsFor>;

/** Builds selectors which heed each of the dashboard's filter variables that the metric has a label for. */
export function expressionsFor(filters: readonly string[]) {
  function select<K extends SeriesKey>(key: K, matchers?: Matchers<K>, suffix: '' | '_bucket' = ''): string {
    const heeded = filters.filter(
      (label) => label === 'instance' || (series[key].labels as readonly string[]).includes(label),
    );
    const variables = ['job', ...heeded].map((label): [string, Variable] => [label, { variable: label }]);
    return selector(key, Object.fromEntries(variables), matchers, suffix);
  }
  /** 1 while every Deadbeat in view is scraped and the last pass of every namespace in view was complete; else 0, or nothing. */
  const complete = `min(${select('up')}) * min(${select('scraped')})`;
  const zero = `(0 * (${complete} == 1))`;

  return {
    gauge: <K extends Gauge>(key: K, matchers?: Matchers<K>) => select(key, matchers),
    rate: <K extends Counter>(key: K, matchers?: Matchers<K>) => `rate(${select(key, matchers)}[${rateInterval}])`,
    /** Within the whole time range; for instant queries. */
    total: <K extends Counter>(key: K, matchers?: Matchers<K>) => `increase(${select(key, matchers)}[${wholeRange}])`,
    buckets: <K extends Histogram>(key: K, matchers?: Matchers<K>) =>
      `increase(${select(key, matchers, '_bucket')}[${rateInterval}])`,
    quantile: <K extends Histogram>(quantile: number, key: K, by: LabelOf<K>) =>
      `histogram_quantile(${quantile}, sum by (le, ${by}) (rate(${select(key, undefined, '_bucket')}[${rateInterval}])))`,
    /** Its average over the interval, a time without the series counting as 0. */
    averageSum: <K extends Gauge>(key: K, matchers?: Matchers<K>) =>
      `sum(sum_over_time(${select(key, matchers)}[${rateInterval}])) / max(count_over_time(${select('up')}[${rateInterval}]))`,

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
