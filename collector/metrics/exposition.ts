import { Registry, type RegistryContentType } from 'prom-client';
import { type MetricDefinition, type MetricKey, metrics } from './definitions.js';
import { familyNameOf, forOpenMetrics, type NamedMetric, processMetrics } from './process-metrics.js';
import { Samples } from './sample-set.js';
import { sampledMetric } from './sampled-metrics.js';

export type Format = 'prometheus' | 'openmetrics';

const contentTypes: Readonly<Record<Format, RegistryContentType>> = {
  prometheus: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
};

/** A metric as one format names it; `key`: of the table, with its unit. */
type Family = Readonly<{ name: string; key?: MetricKey; unit?: string }>;

/** Writes samples, and the process' own metrics, in the text formats of Prometheus. */
export class Exposition {
  private samples = new Samples();
  private readonly formats: Readonly<
    Record<Format, Readonly<{ registry: Registry<RegistryContentType>; families: readonly Family[] }>>
  >;

  constructor() {
    const own = processMetrics();
    this.formats = {
      prometheus: this.register('prometheus', own),
      openmetrics: this.register('openmetrics', own.map(forOpenMetrics)),
    };
  }

  async write(samples: Samples, format: Format): Promise<{ contentType: string; text: string }> {
    this.samples = samples;
    const { registry, families } = this.formats[format];
    const shown = families.filter(({ key }) => key === undefined || samples.of(key).length > 0);
    const texts = await Promise.all(
      shown.map(async ({ name, unit }) => withUnit(await registry.getSingleMetricAsString(name), name, unit)),
    );
    const text = format === 'openmetrics' ? `${texts.join('\n')}\n# EOF\n` : `${texts.join('\n\n')}\n`;
    return { contentType: contentTypes[format], text };
  }

  private register(format: Format, own: readonly NamedMetric[]) {
    const registry = new Registry<RegistryContentType>();
    registry.setContentType(contentTypes[format]);
    const families: Family[] = [];
    for (const [key, definition] of Object.entries(metrics) as [MetricKey, MetricDefinition][]) {
      const isRenamed = format === 'openmetrics' && definition.type === 'counter';
      const name = isRenamed ? familyNameOf(definition.name) : definition.name;
      registry.registerMetric(sampledMetric(definition, name, () => this.samples.of(key)));
      // A name has to end with its unit; the older format has no place for it.
      const hasUnit = format === 'openmetrics' && name.endsWith(`_${definition.unit}`);
      families.push({ name, key, ...(hasUnit ? { unit: definition.unit } : {}) });
    }
    for (const { name, metric } of own) {
      registry.registerMetric(metric);
      families.push({ name });
    }
    return { registry, families };
  }
}

function withUnit(text: string, name: string, unit: string | undefined): string {
  return unit === undefined ? text : text.replace('\n# TYPE ', () => `\n# UNIT ${name} ${unit}\n# TYPE `);
}
