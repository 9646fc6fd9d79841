import { collectDefaultMetrics, type Metric, Registry, type RegistryContentType } from 'prom-client';
import type { Distribution } from '../model/account/distribution.js';
import { type MetricDefinition, type MetricKey, metrics } from './definitions.js';
import type { Sample, Samples } from './samples.js';

export type Format = 'prometheus' | 'openmetrics';

const contentTypes: Readonly<Record<Format, RegistryContentType>> = {
  prometheus: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
};

/** They name handles of libuv, and gauges of them `_total`. */
const unused = /^nodejs_active_/;

/** Writes samples, and the process' own metrics, in the text formats of Prometheus. */
export class Exposition {
  /** prom-client renames its counters for OpenMetrics, so that each format needs its own. */
  private readonly processMetrics: Readonly<Record<Format, Registry<RegistryContentType>>>;

  constructor() {
    const registryFor = (format: Format) => {
      const register = registryOf(format);
      collectDefaultMetrics({ register });
      for (const { name } of register.getMetricsAsArray()) if (unused.test(name)) register.removeSingleMetric(name);
      return register;
    };
    this.processMetrics = { prometheus: registryFor('prometheus'), openmetrics: registryFor('openmetrics') };
  }

  async write(samples: Samples, format: Format): Promise<{ contentType: string; text: string }> {
    const registry = registryOf(format);
    for (const [key, definition] of Object.entries(metrics) as [MetricKey, MetricDefinition][]) {
      const values = samples.get(key);
      if (values !== undefined) registry.registerMetric(asMetric(definition, values));
    }
    for (const metric of this.processMetrics[format].getMetricsAsArray()) registry.registerMetric(metric as never);
    return { contentType: contentTypes[format], text: await registry.metrics() };
  }
}

function registryOf(format: Format): Registry<RegistryContentType> {
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(contentTypes[format]);
  return registry;
}

type Value = { value: number; labels: Record<string, string | number>; metricName?: string };

/** prom-client only needs the shape of a metric: what it writes is read from the samples. */
function asMetric(definition: MetricDefinition, samples: readonly Sample[]): Metric {
  const { name, help, type } = definition;
  const values = samples.flatMap((sample) => valuesOf(definition, sample));
  // For OpenMetrics, prom-client takes _total off a counter's name, and adds it to each of its samples.
  const metric = { name, help, type, get: async () => ({ name: metric.name, help, type, values, aggregator: 'sum' }) };
  return metric as unknown as Metric;
}

function valuesOf({ name, labels: names, buckets }: MetricDefinition, { labels, value }: Sample): Value[] {
  const named: Record<string, string | number> = {};
  names.forEach((label, position) => {
    named[label] = labels[position] ?? '';
  });
  if (typeof value === 'number') return [{ value, labels: named }];
  return histogramValues(name, named, value, buckets ?? []);
}

function histogramValues(
  name: string,
  labels: Value['labels'],
  value: Distribution,
  bounds: readonly number[],
): Value[] {
  let cumulative = 0;
  const buckets = bounds.map((bound, index) => {
    cumulative += value.counts[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: bound }, value: cumulative };
  });
  return [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: value.count },
    { metricName: `${name}_sum`, labels, value: value.sum },
    { metricName: `${name}_count`, labels, value: value.count },
  ];
}
