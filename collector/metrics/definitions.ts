import { account } from './definitions/account.js';
import { activities } from './definitions/activities.js';
import { attribution } from './definitions/attribution.js';
import type { MetricDefinition } from './definitions/definition.js';
import { discovery } from './definitions/discovery.js';
import { self } from './definitions/self.js';
import { slots } from './definitions/slots.js';
import { temporal } from './definitions/temporal.js';

export { activityLabels, type MetricDefinition } from './definitions/definition.js';

/** Names of any number: beyond `--max-label-sets` these labels lose their value. */
export const foldableLabels: readonly string[] = ['task_queue', 'workflow_type', 'activity_type'];

/** The value that the label of a folded label set reads. */
export const folded = '__other__';

/** Every metric that Deadbeat exports, in this order: the renderer, docs/metrics.md, the dashboards and the alert rules read this table. */
export const metrics = {
  ...activities,
  ...slots,
  ...attribution,
  ...discovery,
  ...temporal,
  ...account,
  ...self,
} as const satisfies Record<string, MetricDefinition>;

export type MetricKey = keyof typeof metrics;

type Definitions = typeof metrics;

/** The values that a label of a metric may have: those of its domain, or any text. */
type ValueOf<K extends MetricKey, L extends string> = Definitions[K] extends {
  values: Readonly<Record<L, readonly (infer V extends string)[]>>;
}
  ? V
  : string;

/** A label set of a metric: one with a missing label, or with a value outside of its domain, does not compile. */
export type LabelsOf<K extends MetricKey> = Readonly<{ [L in Definitions[K]['labels'][number]]: ValueOf<K, L> }>;

/** Also makes surplus labels not compile that come in by a spread. */
export type Exactly<Given, Wanted> = Given & Wanted & Readonly<Record<Exclude<keyof Given, keyof Wanted>, never>>;
