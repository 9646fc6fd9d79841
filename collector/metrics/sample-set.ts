import type { Distribution } from '../model/account/distribution.js';
import type { AnyLabels } from '../model/account/series.js';
import type { Exactly, LabelsOf, MetricKey } from './definitions.js';

export type Sample = Readonly<{ labels: AnyLabels; value: number | Distribution }>;

/** The samples of one rendering; those of a metric together. */
export class Samples {
  private readonly byMetric = new Map<MetricKey, Sample[]>();

  add<K extends MetricKey, Given extends LabelsOf<K>>(
    key: K,
    labels: Exactly<Given, LabelsOf<K>>,
    value: number | Distribution,
  ): void {
    this.addAny(key, labels, value);
  }

  /** The same for label sets whose metric only the run tells: they come from a series of that metric. */
  addAny(key: MetricKey, labels: AnyLabels, value: number | Distribution): void {
    const known = this.byMetric.get(key);
    if (known === undefined) this.byMetric.set(key, [{ labels, value }]);
    else known.push({ labels, value });
  }

  of(key: MetricKey): readonly Sample[] {
    return this.byMetric.get(key) ?? [];
  }
}
