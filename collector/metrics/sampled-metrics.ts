import { Counter, Gauge, Histogram, type Metric } from 'prom-client';
import type { Distribution } from '../model/account/distribution.js';
import type { MetricDefinition } from './definitions.js';
import type { Sample } from './sample-set.js';

declare module 'prom-client' {
  interface Histogram<T extends string = string> {
    /** What a registry reads; its values may share labels. */
    getForPromString(): ReturnType<Histogram<T>['get']>;
  }
}

export type ReadSamples = () => readonly Sample[];

/** One line. prom-client formats the labels of an object in `sharedLabels` only once for as long as it exists. */
type Value = Readonly<{
  value: number;
  labels: Record<string, string | number>;
  sharedLabels: Sample['labels'];
  metricName?: string;
}>;

/** A metric of the table whose values are read from samples when it is written. */
export function sampledMetric(definition: MetricDefinition, name: string, read: ReadSamples): Metric {
  const { help, type } = definition;
  const options = { name, help, registers: [] };
  switch (type) {
    case 'counter':
      return new SampledCounter(options, read);
    case 'gauge':
      return new SampledGauge(options, read);
    case 'histogram':
      return new SampledHistogram({ ...options, buckets: [...(definition.buckets ?? [])] }, read);
  }
}

class SampledCounter extends Counter {
  constructor(
    options: ConstructorParameters<typeof Counter>[0],
    private readonly read: ReadSamples,
  ) {
    super(options);
  }

  override async get() {
    return { ...(await super.get()), values: this.read().flatMap(lineOf) };
  }
}

class SampledGauge extends Gauge {
  constructor(
    options: ConstructorParameters<typeof Gauge>[0],
    private readonly read: ReadSamples,
  ) {
    super(options);
  }

  override async get() {
    return { ...(await super.get()), values: this.read().flatMap(lineOf) };
  }
}

class SampledHistogram extends Histogram {
  private readonly bounds: readonly number[];
  private readonly familyName: string;

  constructor(
    options: ConstructorParameters<typeof Histogram>[0],
    private readonly read: ReadSamples,
  ) {
    super(options);
    this.familyName = options.name;
    this.bounds = options.buckets ?? [];
  }

  override async getForPromString() {
    const values = this.read().flatMap((sample) => histogramLines(this.familyName, this.bounds, sample));
    return { ...(await super.getForPromString()), values };
  }
}

const none = {};

function lineOf({ labels, value }: Sample): Value[] {
  return typeof value === 'number' ? [{ value, labels: none, sharedLabels: labels }] : [];
}

function histogramLines(name: string, bounds: readonly number[], { labels, value }: Sample): Value[] {
  if (typeof value === 'number') return [];
  const { counts, sum, count }: Distribution = value;
  let cumulative = 0;
  const buckets = bounds.map((le, index) => {
    cumulative += counts[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le }, sharedLabels: labels, value: cumulative };
  });
  return [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { le: '+Inf' }, sharedLabels: labels, value: count },
    { metricName: `${name}_sum`, labels: none, sharedLabels: labels, value: sum },
    { metricName: `${name}_count`, labels: none, sharedLabels: labels, value: count },
  ];
}
