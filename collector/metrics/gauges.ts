import type { AnyLabels } from '../model/account/series.js';
import {
  type Exactly,
  foldableLabels,
  folded,
  type LabelsOf,
  type MetricDefinition,
  type MetricKey,
  metrics,
} from './definitions.js';
import type { Samples } from './sample-set.js';

type Fold = { readonly labels: AnyLabels; value: number };
type Admission = { labelSets: number; readonly folds: Map<string, Fold> };

/** Adds gauges to the samples of a rendering; label sets beyond the limit are folded, as the table says. */
export class Gauges {
  private readonly admissions = new Map<MetricKey, Admission>();

  constructor(
    private readonly samples: Samples,
    private readonly maxLabelSets: number,
  ) {}

  /** Each label set of a metric once. */
  report<K extends MetricKey, Given extends LabelsOf<K>>(
    key: K,
    labels: Exactly<Given, LabelsOf<K>>,
    value: number,
  ): void {
    this.reportAny(key, labels, value);
  }

  /** The same for label sets that were checked where they were made. */
  reportAny(key: MetricKey, labels: AnyLabels, value: number): void {
    const admission = this.admissions.get(key) ?? { labelSets: 0, folds: new Map() };
    this.admissions.set(key, admission);
    admission.labelSets += 1;
    if (admission.labelSets <= this.maxLabelSets) this.samples.addAny(key, { labels, value });
    else fold(metrics[key], admission.folds, labels, value);
  }

  /** Adds what was folded, and how many label sets that were. */
  end(): void {
    for (const [key, { labelSets, folds }] of this.admissions) {
      for (const { labels, value } of folds.values()) this.samples.addAny(key, { labels, value });
      const beyond = Math.max(0, labelSets - this.maxLabelSets);
      this.samples.add('foldedLabelSets', { metric: metrics[key].name }, beyond);
    }
  }
}

function fold(definition: MetricDefinition, folds: Map<string, Fold>, labels: AnyLabels, value: number): void {
  const foldedSet = { ...labels };
  for (const name of foldableLabels) if (name in foldedSet) foldedSet[name] = folded;
  const key = JSON.stringify(foldedSet);
  const known = folds.get(key);
  if (known === undefined) folds.set(key, { labels: foldedSet, value });
  else known.value = definition.fold === 'max' ? Math.max(known.value, value) : known.value + value;
}
