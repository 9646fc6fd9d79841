import { metrics as exported, type MetricDefinition } from '../collector/metrics/definitions.js';

type Entry = Readonly<{
  name: string;
  type: MetricDefinition['type'];
  labels: readonly string[];
  values?: Readonly<Record<string, readonly string[]>>;
}>;

/** What rules and panels read besides Deadbeat's own table: Prometheus' own series, and those of the collector's process. */
const others = {
  scraped: { name: 'up', type: 'gauge', labels: [] },
  cpuSeconds: { name: 'process_cpu_seconds_total', type: 'counter', labels: [] },
  memory: { name: 'process_resident_memory_bytes', type: 'gauge', labels: [] },
  heap: { name: 'nodejs_heap_size_used_bytes', type: 'gauge', labels: [] },
  eventLoopLag: { name: 'nodejs_eventloop_lag_p99_seconds', type: 'gauge', labels: [] },
  startTime: { name: 'process_start_time_seconds', type: 'gauge', labels: [] },
} as const satisfies Record<string, Entry>;

/** Every metric that a rule or a panel may read, by key. */
export const series = { ...exported, ...others } as const;

export type SeriesKey = keyof typeof series;
export type LabelOf<K extends SeriesKey> = (typeof series)[K]['labels'][number];
/** Labels that Prometheus gives to each target; `exported_namespace` where it kept Deadbeat's `namespace` from its place. */
export type TargetLabel = 'cluster' | 'job' | 'instance' | 'exported_namespace';
/** That of what is recorded for long ranges. */
export type SamplesLabel = 'samples';
export type AnyLabel = LabelOf<SeriesKey> | TargetLabel | SamplesLabel;

/** What Prometheus writes while a rule's alert is pending or firing; its other labels are those of the rule. */
export const alertsSeries = {
  name: 'ALERTS',
  labels: ['alertname', 'alertstate', 'severity', 'cluster', 'namespace', 'task_queue', 'activity_type', 'team'],
} as const;

/** The values that a label of a metric may have: those that its definition lists, or any text. */
export type ValueOf<K extends SeriesKey, L extends string> = (typeof series)[K] extends {
  values: Readonly<Record<L, readonly (infer V extends string)[]>>;
}
  ? V
  : string;
