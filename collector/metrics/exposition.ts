import { Registry, type RegistryContentType } from 'prom-client';
import { Slices } from '../async/slices.js';
import { type MetricDefinition, type MetricKey, metrics } from './definitions.js';
import { familyNameOf, forOpenMetrics, type NamedMetric, processMetrics } from './process-metrics.js';
import type { Sample, Samples } from './sample-set.js';
import { sampledMetric } from './sampled-metrics.js';

export type Format = 'prometheus' | 'openmetrics';
/** In pieces, which all who read it share. */
export type Rendered = Readonly<{ contentType: string; chunks: readonly Buffer[]; bytes: number }>;

const contentTypes: Readonly<Record<Format, RegistryContentType>> = {
  prometheus: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
};

/** A metric as one format names it; `key`: of the table, with its unit. */
type Family = Readonly<{ name: string; key?: MetricKey; unit?: string }>;
type Families = Readonly<{ registry: Registry<RegistryContentType>; families: readonly Family[] }>;

const samplesAtOnce = 250;

/** Writes samples, and the process' own metrics, in the text formats of Prometheus: one rendering at a time. */
export class Exposition {
  /** Those that prom-client is about to write. */
  private samples: readonly Sample[] = [];
  private readonly formats: Readonly<Record<Format, Families>>;

  constructor() {
    const own = processMetrics();
    this.formats = {
      prometheus: this.register('prometheus', own),
      openmetrics: this.register('openmetrics', own.map(forOpenMetrics)),
    };
  }

  /** Lets other work go first after every few milliseconds. */
  async write(samples: Samples, format: Format, slices = new Slices()): Promise<Rendered> {
    const { registry, families } = this.formats[format];
    const chunks: Buffer[] = [];
    for (const { name, key, unit } of families) {
      const all = key === undefined ? undefined : samples.of(key);
      if (all?.length === 0) continue;
      if (format === 'prometheus' && chunks.length > 0) chunks.push(Buffer.from('\n'));
      for (let from = 0; from < (all?.length ?? 1); from += samplesAtOnce) {
        this.samples = all?.slice(from, from + samplesAtOnce) ?? [];
        const written = await registry.getSingleMetricAsString(name);
        const text = format === 'openmetrics' ? withCreatedNames(written) : written;
        chunks.push(Buffer.from(`${from === 0 ? withUnit(text, name, unit) : withoutHeader(text)}\n`));
        await slices.pauseIfDue();
      }
    }
    if (format === 'openmetrics') chunks.push(Buffer.from('# EOF\n'));
    const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
    return { contentType: contentTypes[format], chunks: chunks, bytes };
  }

  private register(format: Format, own: readonly NamedMetric[]): Families {
    const isOpenMetrics = format === 'openmetrics';
    const registry = new Registry<RegistryContentType>();
    registry.setContentType(contentTypes[format]);
    const families: Family[] = [];
    for (const [key, definition] of Object.entries(metrics) as [MetricKey, MetricDefinition][]) {
      const isRenamed = isOpenMetrics && definition.type === 'counter';
      const name = isRenamed ? familyNameOf(definition.name) : definition.name;
      registry.registerMetric(sampledMetric(definition, { name, isOpenMetrics }, () => this.samples));
      // A name has to end with its unit; the older format has no place for it.
      const hasUnit = isOpenMetrics && name.endsWith(`_${definition.unit}`);
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

/** prom-client writes `_total` behind every name of a counter. */
function withCreatedNames(text: string): string {
  return text.replace(/^(\w+_created)_total/gm, '$1');
}

/** Without the lines of help and type. */
function withoutHeader(text: string): string {
  return text.slice(text.indexOf('\n', text.indexOf('\n') + 1) + 1);
}
