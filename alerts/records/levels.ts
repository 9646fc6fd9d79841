import { activityLabels } from '../../collector/metrics/definitions.js';
import type { AnyLabel } from '../../promql/metrics.js';

/** What a recording rule's value is about. The cluster comes first in each: no number of one cluster meets one of another. */
export const levels = {
  target: ['cluster', 'job', 'instance'],
  collector: ['cluster', 'namespace', 'job', 'instance'],
  namespace: ['cluster', 'namespace'],
  shards: ['cluster', 'namespace', 'shards'],
  queue: ['cluster', 'namespace', 'task_queue'],
  activity: ['cluster', ...activityLabels],
  reason: ['cluster', ...activityLabels, 'reason'],
  phase: ['cluster', 'namespace', 'phase'],
  cause: ['cluster', 'namespace', 'cause'],
} as const satisfies Record<string, readonly AnyLabel[]>;

export type Level = keyof typeof levels;

/** Short forms in the names of recorded series: four labels of an activity are one word. */
const names: Readonly<Record<Level, string>> = {
  target: 'cluster_job_instance',
  collector: 'cluster_namespace_job_instance',
  namespace: 'cluster_namespace',
  shards: 'cluster_namespace_shards',
  queue: 'cluster_namespace_task_queue',
  activity: 'cluster_activity',
  reason: 'cluster_activity_reason',
  phase: 'cluster_namespace_phase',
  cause: 'cluster_namespace_cause',
};

/** `level:metric:operation`, as Prometheus advises. */
export function recordName(level: Level, metric: `deadbeat_${string}`, operation: string): string {
  return [names[level], metric, operation].join(':');
}

/** 1 for each kind of activity that something is recorded of, with its team; without the label where no owner is told. */
export const teamRecord = recordName('activity', 'deadbeat_owner_info', 'team');

/** 1 while the waste of a kind of activity is accepted, 0 once that has ended or any collector finds it exceeded; absent where it never was. */
export const acceptedRecord = recordName('activity', 'deadbeat_accepted_waste', 'min');
/** 1 for each kind of activity that something is recorded of, with the severity that --owners-file names; without the label where it names none. */
export const severityRecord = recordName('activity', 'deadbeat_accepted_waste', 'severity');
/** When the acceptance of a kind of activity ends; absent where it has no date. */
export const acceptedUntilRecord = recordName('activity', 'deadbeat_accepted_waste_until_timestamp_seconds', 'min');
