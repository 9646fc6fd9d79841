import { Series } from '../model/account/series.js';
import { folded, type MetricDefinition, type MetricKey, metrics } from './definitions.js';

const foldedLabels = ['task_queue', 'workflow_type', 'activity_type'];

/** Gauges of one scrape: values of one label set are merged, and label sets beyond the limit folded, as the table says. */
export class Gauges {
  private readonly byMetric = new Map<MetricKey, Series<{ value: number }>>();

  constructor(private readonly maxLabelSets: number) {}

  report(key: MetricKey, labels: readonly string[], value: number): void {
    const definition: MetricDefinition = metrics[key];
    const total = this.seriesOf(key, definition).at(labels);
    total.value = definition.fold === 'max' ? Math.max(total.value, value) : total.value + value;
  }

  entries(): Iterable<readonly [MetricKey, Series<{ value: number }>]> {
    return this.byMetric;
  }

  private seriesOf(key: MetricKey, { labels }: MetricDefinition): Series<{ value: number }> {
    const known = this.byMetric.get(key);
    if (known !== undefined) return known;
    const positions = labels.flatMap((label, position) => (foldedLabels.includes(label) ? [position] : []));
    const series = new Series(() => ({ value: 0 }), this.maxLabelSets, positions, folded);
    this.byMetric.set(key, series);
    return series;
  }
}
