import type { Distribution } from '../model/account/distribution.js';
import type { AnyLabels } from '../model/account/series.js';
import type { Millis } from '../model/activity/activity.js';
import type { Exactly, LabelsOf, MetricKey } from './definitions.js';

/** An observation with labels that lead to what was observed. */
export type Exemplar = Readonly<{ labels: Record<string, string>; value: number; at: Millis }>;

export type Sample = Readonly<{
  labels: AnyLabels;
  value: number | Distribution;
  createdAt?: Millis | undefined;
  /** By bucket, the one above the last bound included. */
  exemplars?: readonly (Exemplar | undefined)[];
}>;

/** The samples of one rendering; those of a metric together. */
export class Samples {
  private readonly byMetric = new Map<MetricKey, Sample[]>();

  add<K extends MetricKey, Given extends LabelsOf<K>>(
    key: K,
    labels: Exactly<Given, LabelsOf<K>>,
    value: number | Distribution,
  ): void {
    this.addAny(key, { labels, value });
  }

  /** The same for a label set that was checked where it was made. */
  addAny(key: MetricKey, sample: Sample): void {
    const known = this.byMetric.get(key);
    if (known === undefined) this.byMetric.set(key, [sample]);
    else known.push(sample);
  }

  of(key: MetricKey): readonly Sample[] {
    return this.byMetric.get(key) ?? [];
  }
}
