import { metrics as exported, type MetricDefinition } from '../collector/metrics/definitions.js';
import type { activityStates } from '../collector/model/activity/activity.js';
import { reasons } from '../collector/model/activity/reason.js';
import { phases } from '../collector/model/execution/execution.js';

/** What rules and panels read besides Deadbeat's own table: Prometheus' own series, and those of the collector's process. */
export const others = {
  scraped: { name: 'up', type: 'gauge', labels: [] },
  cpuSeconds: { name: 'process_cpu_seconds_total', type: 'counter', labels: [] },
  memory: { name: 'process_resident_memory_bytes', type: 'gauge', labels: [] },
  heap: { name: 'nodejs_heap_size_used_bytes', type: 'gauge', labels: [] },
  eventLoopLag: { name: 'nodejs_eventloop_lag_p99_seconds', type: 'gauge', labels: [] },
  startTime: { name: 'process_start_time_seconds', type: 'gauge', labels: [] },
} as const satisfies Record<
  string,
  Readonly<{ name: string; type: MetricDefinition['type']; labels: readonly string[] }>
>;

/** Every metric that a rule or a panel may read, by key. */
export const series = { ...exported, ...others } as const;

export type SeriesKey = keyof typeof series;
export type LabelOf<K extends SeriesKey> = (typeof series)[K]['labels'][number];
/** Labels that Prometheus gives to each target. */
export type TargetLabel = 'job' | 'instance';
export type AnyLabel = LabelOf<SeriesKey> | TargetLabel;

/** What Prometheus writes while a rule's alert is pending or firing; its other labels are those of the rule. */
export const alertsSeries = {
  name: 'ALERTS',
  labels: ['alertname', 'alertstate', 'severity', 'namespace', 'task_queue', 'activity_type'],
} as const;

/** The values of a label, where they are known beforehand. */
const domains = {
  reason: reasons,
  phase: phases,
  kind: ['describe', 'visibility'],
} as const;
const slotStates = ['used', 'free'] as const;

type Domains = { [L in keyof typeof domains]: (typeof domains)[L][number] };
type StateOf<K extends SeriesKey> = K extends 'workerSlots'
  ? (typeof slotStates)[number]
  : (typeof activityStates)[number];

/** The values that a label of a metric may have: those of its domain, or any text. */
export type ValueOf<K extends SeriesKey, L extends string> = L extends keyof Domains
  ? Domains[L]
  : L extends 'state'
    ? StateOf<K>
    : string;
