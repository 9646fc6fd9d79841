type ForeignMetric = Readonly<{ name: string; type: 'counter' | 'gauge'; labels: readonly string[] }>;

/** What the panels read besides Deadbeat's own table: Prometheus' own series, and those of the collector's process. */
export const foreignMetrics = {
  scraped: { name: 'up', type: 'gauge', labels: ['instance'] },
  cpuSeconds: { name: 'process_cpu_seconds_total', type: 'counter', labels: ['instance'] },
  memory: { name: 'process_resident_memory_bytes', type: 'gauge', labels: ['instance'] },
  heap: { name: 'nodejs_heap_size_used_bytes', type: 'gauge', labels: ['instance'] },
  eventLoopLag: { name: 'nodejs_eventloop_lag_p99_seconds', type: 'gauge', labels: ['instance'] },
  startTime: { name: 'process_start_time_seconds', type: 'gauge', labels: ['instance'] },
} as const satisfies Record<string, ForeignMetric>;

/** What Prometheus writes while a rule's alert is pending or firing; its other labels are those of the rule. */
export const alertsSeries = {
  name: 'ALERTS',
  labels: ['alertname', 'alertstate', 'severity', 'namespace', 'task_queue', 'activity_type'],
} as const;
