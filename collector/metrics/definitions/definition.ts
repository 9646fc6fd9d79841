/** What the table says of one metric. */
export type MetricDefinition = Readonly<{
  name: `deadbeat_${string}`;
  type: 'counter' | 'gauge' | 'histogram';
  labels: readonly string[];
  /** All values of a label, where they are known beforehand. */
  values?: Readonly<Record<string, readonly string[]>>;
  help: string;
  /** What is counted or measured, in the plural; OpenMetrics states it where the name ends with it. */
  unit: string;
  /** stable: name, labels and meaning stay until the next major version. */
  stability: 'stable' | 'experimental';
  /** How values of one label set are merged, and label sets beyond `--max-label-sets` into one. */
  fold?: 'sum' | 'max';
  buckets?: readonly number[];
}>;

export const activityLabels = ['namespace', 'task_queue', 'workflow_type', 'activity_type'] as const;
