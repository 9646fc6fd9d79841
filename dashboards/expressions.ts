import {
  isRecorded,
  longRangeRecord,
  recordedEverySeconds,
  recordedMarker,
  samplesLabel,
} from '../promql/long-ranges.js';
import { type LabelOf, type SeriesKey, series } from '../promql/metrics.js';
import { type Matchers, named, selector, type Variable } from '../promql/selector.js';

type KeyOf<T extends 'counter' | 'gauge' | 'histogram'> = {
  [K in SeriesKey]: (typeof series)[K]['type'] extends T ? K : never;
}[SeriesKey];
type Counter = KeyOf<'counter'>;
type Gauge = KeyOf<'gauge'>;
type Histogram = KeyOf<'histogram'>;

/** Ranges that Grafana fills in: one that suits a rate at each point, and the dashboard's whole time range. */
const rateInterval = '$__rate_interval';
const wholeRange = '$__range';
const stepMs = '$__interval_ms';

/** A function over a range, and a factor for what it adds up to: applied to each series, it would cost more than all the rest. */
type Read = readonly [function_: string, range: string, factor?: string];

export type Expressions = ReturnType<typeof expressionsFor>;

/**
 * Builds selectors which heed each of the dashboard's filter variables that the metric has a label for. `isMerged`: what
 * replicas of a shard see alike counts once, and the result has the metric's labels and the shard.
 */
export function expressionsFor(filters: readonly string[], { isMerged }: Readonly<{ isMerged: boolean }>) {
  function heeded(key: SeriesKey, ...more: readonly string[]): Readonly<Record<string, Variable>> {
    const own = series[key].labels as readonly string[];
    const labels = ['job', ...filters.filter((label) => isTargetLabel(label) || own.includes(label)), ...more];
    return Object.fromEntries(labels.map((label): [string, Variable] => [label, { variable: label }]));
  }
  function select<K extends SeriesKey>(key: K, matchers?: Matchers<K>, suffix: '' | '_bucket' = ''): string {
    return selector(key, heeded(key), matchers, suffix);
  }
  /** Of what is scraped, or of what is recorded of it for long ranges: the one that the variable `samples` names, of the other nothing. */
  function overTime<K extends SeriesKey>(
    key: K,
    matchers: Matchers<K> | undefined,
    ofScraped: Read,
    ofRecorded: Read,
    kept?: readonly string[],
    suffix: '' | '_bucket' = '',
  ): string {
    const added = ([function_, range, factor = '']: Read, from: string) =>
      `${perCollector(key, `${function_}(${from}[${range}])`, kept)}${factor}`;
    if (!isRecorded(key)) return merged(key, added(ofScraped, select(key, matchers, suffix)), kept);
    const shared = heeded(key, samplesLabel);
    const scraped = added(ofScraped, selector(key, shared, matchers, suffix));
    const recorded = added(ofRecorded, named(longRangeRecord(key), shared, matchers ?? {}));
    return merged(key, `(${scraped} or ${recorded})`, kept);
  }
  const marker = named(recordedMarker, { job: { variable: 'job' }, cluster: { variable: 'cluster' } });
  /** By the number of scrapes or records in the interval: what was not there counts as 0. */
  const perScrape = ` / scalar(max(count_over_time(${select('up')}[${rateInterval}])))`;
  const perRecord = ` / scalar(max(count_over_time(${marker}[${rateInterval}])))`;
  const target = '(cluster, job, instance)';
  /** 1 for each collector, with its shard; without --shard there is none. */
  const place = `(group by (cluster, job, instance, shard) (${select('shardInfo')}) or on ${target} group by ${target} (${select('scraped')}))`;
  const labelsOf = (key: SeriesKey, kept?: readonly string[]) =>
    ['cluster', ...(kept === undefined ? series[key].labels : new Set(['namespace', ...kept]))].join(', ');
  /** What tells the series of a collector apart besides the labels `kept` is added before it is joined, which is costly for many. */
  function perCollector(key: SeriesKey, expression: string, kept?: readonly string[]): string {
    if (!isMerged || kept === undefined) return expression;
    return `sum by (${labelsOf(key, kept)}, job, instance) (${expression})`;
  }
  function merged(key: SeriesKey, expression: string, kept?: readonly string[]): string {
    if (!isMerged) return expression;
    return `max by (${labelsOf(key, kept)}, shard) (${expression} * on ${target} group_left (shard) ${place})`;
  }
  const shards = `count by (cluster, shards) (group by (cluster, shards, shard) (${select('shardInfo')}))`;
  const missingShards = `count(${shards} unless on (cluster, shards) count_values by (cluster) ("shards", ${shards}))`;
  /**
   * 1 while every Deadbeat in view is scraped, no shard is missing and the last pass of every namespace in view was complete;
   * else 0, or nothing.
   */
  const complete = `min(${select('up')}) * min(${select('scraped')}) * (0 * ${missingShards} or on () vector(1))`;
  const zero = `(0 * (${complete} == 1))`;
  /** A 0 that only the collectors in view add up to is no fact while another one is missing: then only more than 0 stands. */
  const leastKnown = `on () group_left () (-1 * (${complete}) or on () vector(0))`;

  return {
    /** As scraped, one for each collector. */
    raw: <K extends Gauge>(key: K, matchers?: Matchers<K>) => select(key, matchers),
    gauge: <K extends Gauge>(key: K, matchers?: Matchers<K>) => merged(key, select(key, matchers)),
    /** The most that each shard showed within that time. */
    atMost: <K extends Gauge>(key: K, within: string) => merged(key, `max_over_time(${select(key)}[${within}])`),
    rate: <K extends Counter>(key: K, matchers?: Matchers<K>, kept?: readonly LabelOf<K>[]) =>
      overTime(
        key,
        matchers,
        ['rate', rateInterval],
        ['sum_over_time', rateInterval, `${perRecord} / ${recordedEverySeconds}`],
        kept,
      ),
    /** Without the noise of fractions: averages below a thousandth of an activity read 0. */
    average: (expression: string) => `round(${expression}, 0.001)`,
    /** Within the whole time range; for instant queries. */
    total: <K extends Counter>(key: K, kept?: readonly LabelOf<K>[]) =>
      overTime(key, undefined, ['increase', wholeRange], ['sum_over_time', wholeRange], kept),
    buckets: <K extends Histogram>(key: K, matchers?: Matchers<K>) =>
      overTime(
        key,
        matchers,
        ['increase', rateInterval],
        ['sum_over_time', rateInterval, `${perRecord} * ${stepMs} / ${recordedEverySeconds * 1000}`],
        ['le'],
        '_bucket',
      ),
    /** Without what is no number, where nothing was observed. */
    quantile: <K extends Histogram>(quantile: number, key: K, by: LabelOf<K>) =>
      `histogram_quantile(${quantile}, sum by (le, ${by}) (rate(${select(key, undefined, '_bucket')}[${rateInterval}]))) >= 0`,
    /** Its average over the interval, a time without the series counting as 0. */
    averageSum: <K extends Gauge>(key: K, matchers?: Matchers<K>) =>
      `sum(${overTime(
        key,
        matchers,
        ['sum_over_time', rateInterval, perScrape],
        ['sum_over_time', rateInterval, perRecord],
        [],
      )})`,

    complete,
    /** Without the 0 that is no fact. */
    known: (expression: string) => `(${expression}) > ${leastKnown}`,
    /** 0, but only while everything in view is seen: otherwise nothing is known. */
    zero,
    /** 0 and nothing become that 0, where it is known; `labels` name its row or legend. */
    orZero: (expression: string, labels: Readonly<Record<string, string>> = {}) => {
      const named = Object.entries(labels).reduce(
        (inner, [name, value]) => `label_replace(${inner}, "${name}", "${value}", "", "")`,
        zero,
      );
      return `(${expression}) > ${leastKnown} or on () ${named}`;
    },
  };
}

function isTargetLabel(label: string): boolean {
  return label === 'cluster' || label === 'instance';
}

/** For legends: the value of a label. */
export function label(name: string): string {
  return `{{${name}}}`;
}
