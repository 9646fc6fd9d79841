import type { Exemplar, Sample } from './sample-set.js';

/** How one format writes a metric: under which name, and whether it has a place for creation times and exemplars. */
export type Writing = Readonly<{ name: string; isOpenMetrics: boolean }>;

/** One line of the text, as prom-client takes it. It formats the labels of an object in `sharedLabels` only once. */
export type Line = Readonly<{
  value: number;
  labels: Record<string, string | number>;
  sharedLabels: Sample['labels'];
  metricName?: string;
  exemplar?: Readonly<{ labelSet: Exemplar['labels']; value: number; timestamp: number }>;
}>;

const none = {};

export function valueLine({ labels, value }: Sample): Line[] {
  return typeof value === 'number' ? [{ value, labels: none, sharedLabels: labels }] : [];
}

export function counterLines(writing: Writing, sample: Sample): Line[] {
  return [...valueLine(sample), ...createdLine(writing, sample)];
}

export function histogramLines(writing: Writing, bounds: readonly number[], sample: Sample): Line[] {
  const { labels: sharedLabels, value, exemplars = [] } = sample;
  if (typeof value === 'number') return [];
  const { name, isOpenMetrics } = writing;
  const line = (suffix: string, number: number, labels: Line['labels'] = none): Line => ({
    ...{ metricName: `${name}_${suffix}`, labels, sharedLabels, value: number },
  });
  const bucket = (le: number | '+Inf', index: number, cumulative: number): Line => {
    const exemplar = isOpenMetrics ? exemplars[index] : undefined;
    if (exemplar === undefined) return line('bucket', cumulative, { le });
    const { labels: labelSet, value: observed, at } = exemplar;
    return { ...line('bucket', cumulative, { le }), exemplar: { labelSet, value: observed, timestamp: at / 1000 } };
  };
  let cumulative = 0;
  const buckets = bounds.map((bound, index) => {
    cumulative += value.counts[index] ?? 0;
    return bucket(bound, index, cumulative);
  });
  return [
    ...buckets,
    bucket('+Inf', bounds.length, value.count),
    line('sum', value.sum),
    line('count', value.count),
    ...createdLine(writing, sample),
  ];
}

/** OpenMetrics alone has a place for the time since which a series counts. */
function createdLine({ name, isOpenMetrics }: Writing, { labels, createdAt }: Sample): Line[] {
  if (!isOpenMetrics || createdAt === undefined) return [];
  return [{ metricName: `${name}_created`, labels: none, sharedLabels: labels, value: createdAt / 1000 }];
}
