import { type AnyLabels, Series } from '../model/account/series.js';
import { type Exactly, type LabelsOf, type MetricDefinition, type MetricKey, metrics } from './definitions.js';

type GaugeSeries = Series<AnyLabels, { value: number }>;

/** Gauges of one scrape: values of one label set are merged, and label sets beyond the limit folded, as the table says. */
export class Gauges {
  private readonly byMetric = new Map<MetricKey, GaugeSeries>();

  constructor(private readonly maxLabelSets: number) {}

  report<K extends MetricKey, Given extends LabelsOf<K>>(
    key: K,
    labels: Exactly<Given, LabelsOf<K>>,
    value: number,
  ): void {
    this.reportAny(key, labels, value);
  }

  /** The same for label sets that were checked where they were made. */
  reportAny(key: MetricKey, labels: AnyLabels, value: number): void {
    const definition: MetricDefinition = metrics[key];
    const total = this.seriesOf(key, definition).atAny(labels);
    total.value = definition.fold === 'max' ? Math.max(total.value, value) : total.value + value;
  }

  entries(): Iterable<readonly [MetricKey, GaugeSeries]> {
    return this.byMetric;
  }

  private seriesOf(key: MetricKey, { labels }: MetricDefinition): GaugeSeries {
    const known = this.byMetric.get(key);
    if (known !== undefined) return known;
    const series: GaugeSeries = new Series({ labels, fresh: () => ({ value: 0 }), limit: this.maxLabelSets });
    this.byMetric.set(key, series);
    return series;
  }
}
