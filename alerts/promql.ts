import { type MetricDefinition, type MetricKey, metrics } from '../collector/metrics/definitions.js';

export type LabelOf<K extends MetricKey> = (typeof metrics)[K]['labels'][number];
export type AnyLabel = LabelOf<MetricKey>;
type Matchers<K extends MetricKey> = Readonly<Partial<Record<LabelOf<K>, string | readonly string[]>>>;

/** Expressions over the metrics table: a metric or a label that is not in it does not compile. */
export type Series = <K extends MetricKey>(key: K, matchers?: Matchers<K>) => string;

/** Selectors of what a scrape job found. */
export function seriesOf(job: string): Series {
  return (key, matchers) => {
    const { name }: MetricDefinition = metrics[key];
    const others = Object.entries<string | readonly string[]>({ ...matchers }).map(([label, value]) =>
      typeof value === 'string' ? matcher(label, '=', value) : matcher(label, '=~', value.join('|')),
    );
    return `${name}{${[matcher('job', '=', job), ...others].join(', ')}}`;
  };
}

/** Whether Prometheus reached its targets; it is Prometheus' own series. */
export function targetUp(job: string): string {
  return `up{${matcher('job', '=', job)}}`;
}

/** Labels that Prometheus gives to each target. */
type TargetLabel = 'job' | 'instance';

export function by(...labels: readonly (AnyLabel | TargetLabel)[]): string {
  return `by (${labels.join(', ')})`;
}

export function on(...labels: readonly (AnyLabel | TargetLabel)[]): string {
  return `on (${labels.join(', ')})`;
}

/** Joins lines, each already indented as it should read. */
export function lines(...parts: readonly string[]): string {
  return parts.join('\n');
}

export function indent(expression: string): string {
  return expression.replace(/^/gm, '  ');
}

/** Name of a recording rule: `level:metric:operation`. */
export function recordName(level: readonly (AnyLabel | TargetLabel)[], metric: string, operation: string): string {
  return [level.join('_'), metric, operation].join(':');
}

function matcher(label: string, operator: '=' | '=~', value: string): string {
  return `${label}${operator}${JSON.stringify(value)}`;
}
