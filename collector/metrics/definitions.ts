import { unexaminedCauses } from '../model/account/effect.js';
import { unreadableCauses } from '../model/account/unreadable.js';
import { activityStates } from '../model/activity/activity.js';
import { reasons } from '../model/activity/reason.js';
import { phases } from '../model/execution/execution.js';
import { outcomes } from '../model/execution/history.js';
import { knownLimits } from '../model/known-limits.js';

/** Every metric that Deadbeat exports: the renderer, docs/metrics.md, the dashboards and the alert rules read this table. */
export type MetricDefinition = Readonly<{
  name: `deadbeat_${string}`;
  type: 'counter' | 'gauge' | 'histogram';
  labels: readonly string[];
  /** All values of a label, where they are known beforehand. */
  values?: Readonly<Record<string, readonly string[]>>;
  help: string;
  /** What is counted or measured, in the plural; OpenMetrics tells it where the name ends with it. */
  unit: string;
  /** stable: name, labels and meaning stay until the next major version. */
  stability: 'stable' | 'experimental';
  /** How values of one label set are merged, and label sets beyond `--max-label-sets` into one. */
  fold?: 'sum' | 'max';
  buckets?: readonly number[];
}>;

export const activityLabels = ['namespace', 'task_queue', 'workflow_type', 'activity_type'] as const;

/** Names of any number: beyond `--max-label-sets` these labels lose their value. */
export const foldableLabels: readonly string[] = ['task_queue', 'workflow_type', 'activity_type'];

/** The value that the label of a folded label set reads. */
export const folded = '__other__';

const budgetKinds = ['describe', 'visibility'] as const;
const acceptedSeverities = ['', 'info', 'warning', 'critical'] as const;
const slotStates = ['used', 'free'] as const;

export const metrics = {
  activities: {
    name: 'deadbeat_activities',
    type: 'gauge',
    labels: [...activityLabels, 'state'],
    values: { state: activityStates },
    help: 'Pending activities of open executions, by state.',
    unit: 'activities',
    stability: 'stable',
    fold: 'sum',
  },
  cancelRequested: {
    name: 'deadbeat_cancel_requested_activities',
    type: 'gauge',
    labels: [...activityLabels, 'reason'],
    values: { reason: reasons },
    help: 'Activities that run although their cancellation was requested, by the reason why they still run.',
    unit: 'activities',
    stability: 'stable',
    fold: 'sum',
  },
  cancelRequestedOldest: {
    name: 'deadbeat_cancel_requested_oldest_seconds',
    type: 'gauge',
    labels: [...activityLabels, 'reason'],
    values: { reason: reasons },
    help: 'Age of the oldest cancellation request whose activity still runs, as far as confirmed within the last 60 s.',
    unit: 'seconds',
    stability: 'stable',
    fold: 'max',
  },
  wastedSeconds: {
    name: 'deadbeat_wasted_seconds_total',
    type: 'counter',
    labels: [...activityLabels, 'reason'],
    values: { reason: reasons },
    help: 'Activity-seconds run after cancellation was requested, as far as confirmed.',
    unit: 'seconds',
    stability: 'stable',
    fold: 'sum',
  },
  cancelToEnd: {
    name: 'deadbeat_cancel_to_end_seconds',
    type: 'histogram',
    labels: ['namespace', 'task_queue', 'activity_type', 'outcome'],
    values: { outcome: outcomes },
    help: 'Time from the cancellation request to the end of the attempt, by how it ended.',
    unit: 'seconds',
    stability: 'stable',
    fold: 'sum',
    buckets: [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14400],
  },
  heartbeatOldest: {
    name: 'deadbeat_heartbeat_oldest_seconds',
    type: 'gauge',
    labels: activityLabels,
    help: 'Oldest silence (since the later of attempt start and last heartbeat) of running activities that heartbeat or should.',
    unit: 'seconds',
    stability: 'stable',
    fold: 'max',
  },
  heartbeatTimeoutUsed: {
    name: 'deadbeat_heartbeat_timeout_used_ratio',
    type: 'gauge',
    labels: activityLabels,
    help: 'Highest silence of a running activity divided by its own heartbeat timeout. SDKs heartbeat every min(0.8 × the timeout, 60 s); at 1 the server ends the attempt.',
    unit: 'ratio',
    stability: 'stable',
    fold: 'max',
  },
  stale: {
    name: 'deadbeat_stale_activities',
    type: 'gauge',
    labels: activityLabels,
    help: 'Running activities whose silence is over 0.9 of their heartbeat timeout, or over --silent-after without one.',
    unit: 'activities',
    stability: 'stable',
    fold: 'sum',
  },
  stalled: {
    name: 'deadbeat_stalled_activities',
    type: 'gauge',
    labels: activityLabels,
    help: 'Running activities that heartbeat, but whose details have not changed for --stalled-after although they changed before.',
    unit: 'activities',
    stability: 'stable',
    fold: 'sum',
  },
  unreachable: {
    name: 'deadbeat_unreachable_activities',
    type: 'gauge',
    labels: activityLabels,
    help: 'Running activities without heartbeat timeout and without a heartbeat yet: a cancellation would not reach them.',
    unit: 'activities',
    stability: 'stable',
    fold: 'sum',
  },
  unreachableExposure: {
    name: 'deadbeat_unreachable_exposure_seconds',
    type: 'gauge',
    labels: activityLabels,
    help: 'Summed time left until the server would force an end of the unreachable activities: what cancelling them now could waste.',
    unit: 'seconds',
    stability: 'stable',
    fold: 'sum',
  },
  orphaned: {
    name: 'deadbeat_orphaned_activities',
    type: 'gauge',
    labels: activityLabels,
    help: 'Activities left behind by closed workflows that may still run.',
    unit: 'activities',
    stability: 'stable',
    fold: 'sum',
  },
  orphanedExposure: {
    name: 'deadbeat_orphaned_exposure_seconds_total',
    type: 'counter',
    labels: activityLabels,
    help: 'Upper bound of the activity-seconds run after the workflow had closed.',
    unit: 'seconds',
    stability: 'stable',
    fold: 'sum',
  },
  lost: {
    name: 'deadbeat_lost_activities',
    type: 'gauge',
    labels: activityLabels,
    help: 'Activities the server counts as running on a worker that has stopped reporting.',
    unit: 'activities',
    stability: 'stable',
    fold: 'sum',
  },
  lostSeconds: {
    name: 'deadbeat_lost_seconds_total',
    type: 'counter',
    labels: activityLabels,
    help: 'Seconds that workflows waited for attempts whose worker had stopped reporting, from its last report on, as far as confirmed.',
    unit: 'seconds',
    stability: 'stable',
    fold: 'sum',
  },
  workerSlots: {
    name: 'deadbeat_worker_slots',
    type: 'gauge',
    labels: ['namespace', 'task_queue', 'state'],
    values: { state: slotStates },
    help: 'Activity slots as the workers report them; no free ones where a worker has no fixed number of them.',
    unit: 'slots',
    stability: 'stable',
    fold: 'sum',
  },
  accountedSlots: {
    name: 'deadbeat_accounted_slots',
    type: 'gauge',
    labels: ['namespace', 'task_queue'],
    help: 'Running attempts known to this shard that should hold a slot there; without those that complete asynchronously.',
    unit: 'slots',
    stability: 'stable',
    fold: 'sum',
  },
  unaccountedSlots: {
    name: 'deadbeat_unaccounted_slots',
    type: 'gauge',
    labels: ['namespace', 'task_queue'],
    help: 'Used slots minus the activities that the server counts as running there: code that still runs although the server has given up on it.',
    unit: 'slots',
    stability: 'stable',
    fold: 'sum',
  },
  offender: {
    name: 'deadbeat_offender_seconds',
    type: 'gauge',
    labels: [...activityLabels, 'workflow_id', 'run_id', 'activity_id', 'reason'],
    values: { reason: reasons },
    help: 'The --top-offenders activities that have run longest after their cancellation was requested: age of the request.',
    unit: 'seconds',
    stability: 'stable',
  },
  ownerInfo: {
    name: 'deadbeat_owner_info',
    type: 'gauge',
    labels: [...activityLabels, 'team'],
    help: 'Always 1: which team owns an activity type, by --owners-file; unowned where no entry matches. Without the file there is no series.',
    unit: '1',
    stability: 'stable',
  },
  acceptedWaste: {
    name: 'deadbeat_accepted_waste',
    type: 'gauge',
    labels: [...activityLabels, 'team', 'severity'],
    values: { severity: acceptedSeverities },
    help: '1 while the waste of an activity type is accepted by --owners-file; 0 once it exceeds what was accepted, or the date has passed. severity: the one that the entry names for its alerts, or empty.',
    unit: '1 or 0',
    stability: 'stable',
  },
  acceptedWasteUntil: {
    name: 'deadbeat_accepted_waste_until_timestamp_seconds',
    type: 'gauge',
    labels: activityLabels,
    help: 'When the acceptance of the waste of an activity type ends; absent where it has no date.',
    unit: 'seconds',
    stability: 'stable',
  },
  up: {
    name: 'deadbeat_up',
    type: 'gauge',
    labels: ['namespace'],
    help: '1 if the last discovery pass of the namespace was complete.',
    unit: '1 or 0',
    stability: 'stable',
  },
  lastCompletePass: {
    name: 'deadbeat_last_complete_pass_timestamp_seconds',
    type: 'gauge',
    labels: ['namespace'],
    help: 'When the last complete discovery pass ended.',
    unit: 'seconds',
    stability: 'stable',
  },
  passSeconds: {
    name: 'deadbeat_pass_seconds',
    type: 'histogram',
    labels: ['namespace'],
    help: 'Duration of discovery passes, complete or not.',
    unit: 'seconds',
    stability: 'stable',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
  },
  namespaceDiscoveryUp: {
    name: 'deadbeat_namespace_discovery_up',
    type: 'gauge',
    labels: [],
    help: "With --namespace '*': whether the namespaces could be listed the last time (1) or not (0); those known go on.",
    unit: 'boolean',
    stability: 'stable',
  },
  passesSkipped: {
    name: 'deadbeat_passes_skipped_total',
    type: 'counter',
    labels: ['namespace'],
    help: 'Scheduled discovery passes that were skipped because the one before was still running.',
    unit: 'passes',
    stability: 'stable',
  },
  passInterval: {
    name: 'deadbeat_pass_interval_seconds',
    type: 'gauge',
    labels: ['namespace'],
    help: 'Time between the last scheduled discovery pass and the next one, as --schedule sets it.',
    unit: 'seconds',
    stability: 'experimental',
  },
  discoveryLag: {
    name: 'deadbeat_discovery_lag_seconds',
    type: 'gauge',
    labels: ['namespace'],
    help: 'How old a start can be before it is known: time since the last complete pass began.',
    unit: 'seconds',
    stability: 'stable',
  },
  lastReconciliation: {
    name: 'deadbeat_last_reconciliation_timestamp_seconds',
    type: 'gauge',
    labels: ['namespace'],
    help: 'When the last complete listing of all open executions ended. It runs slowly beside the passes, which list what has changed.',
    unit: 'seconds',
    stability: 'stable',
  },
  missedByPasses: {
    name: 'deadbeat_missed_by_passes_total',
    type: 'counter',
    labels: ['namespace'],
    help: 'Open executions that the passes should have listed, but that only the listing of all open executions named.',
    unit: 'executions',
    stability: 'stable',
  },
  trackedExecutions: {
    name: 'deadbeat_tracked_executions',
    type: 'gauge',
    labels: ['namespace', 'phase'],
    values: { phase: phases },
    help: 'Executions that Deadbeat follows, by phase.',
    unit: 'executions',
    stability: 'stable',
  },
  observationOldest: {
    name: 'deadbeat_observation_oldest_seconds',
    type: 'gauge',
    labels: ['namespace', 'phase'],
    values: { phase: phases },
    help: 'Age of the oldest observation among the executions of a phase; for the new ones, the time since discovery.',
    unit: 'seconds',
    stability: 'stable',
  },
  temporalRequests: {
    name: 'deadbeat_temporal_requests_total',
    type: 'counter',
    labels: ['namespace', 'method', 'code'],
    help: 'Calls to Temporal by RPC and gRPC status; every attempt on the wire counts.',
    unit: 'requests',
    stability: 'stable',
  },
  temporalRequestSeconds: {
    name: 'deadbeat_temporal_request_seconds',
    type: 'histogram',
    labels: ['method'],
    help: 'Duration of calls to Temporal.',
    unit: 'seconds',
    stability: 'stable',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  requestBudgetConfigured: {
    name: 'deadbeat_request_budget_configured',
    type: 'gauge',
    labels: ['namespace', 'kind'],
    values: { kind: ['describe', 'visibility'] },
    help: 'Calls per second as set.',
    unit: 'calls per second',
    stability: 'stable',
  },
  requestBudget: {
    name: 'deadbeat_request_budget',
    type: 'gauge',
    labels: ['namespace', 'kind'],
    values: { kind: budgetKinds },
    help: 'Calls per second now allowed; less than the setting while the server throttles.',
    unit: 'requests per second',
    stability: 'stable',
  },
  unreadable: {
    name: 'deadbeat_unreadable_total',
    type: 'counter',
    labels: ['namespace', 'cause'],
    values: { cause: unreadableCauses },
    help: 'Executions or fields that could not be read.',
    unit: 'executions or fields',
    stability: 'stable',
  },
  lateSeconds: {
    name: 'deadbeat_late_seconds_total',
    type: 'counter',
    labels: ['namespace'],
    help: 'Wasted seconds found only afterwards, from history (part of deadbeat_wasted_seconds_total): what no look caught live.',
    unit: 'seconds',
    stability: 'stable',
  },
  estimatedWasted: {
    name: 'deadbeat_estimated_wasted_seconds_total',
    type: 'counter',
    labels: ['namespace', 'workflow_type'],
    fold: 'sum',
    help: 'Estimate of what unexamined executions wasted, in addition to deadbeat_wasted_seconds_total and never part of it.',
    unit: 'seconds',
    stability: 'stable',
  },
  estimatedWastedVariance: {
    name: 'deadbeat_estimated_wasted_seconds_variance_total',
    type: 'counter',
    labels: ['namespace', 'workflow_type'],
    fold: 'sum',
    help: 'Variance of that estimate, additive: the standard error over a range is the square root of its increase.',
    unit: 'square seconds',
    stability: 'stable',
  },
  unexamined: {
    name: 'deadbeat_unexamined_executions_total',
    type: 'counter',
    labels: ['namespace', 'cause'],
    values: { cause: unexaminedCauses },
    help: 'Executions whose history since the last look was not read: the known hole in the account.',
    unit: 'executions',
    stability: 'stable',
  },
  foldedLabelSets: {
    name: 'deadbeat_folded_label_sets',
    type: 'gauge',
    labels: ['metric'],
    help: 'Label sets folded into one because of --max-label-sets.',
    unit: 'label sets',
    stability: 'stable',
  },
  limits: {
    name: 'deadbeat_limits',
    type: 'gauge',
    labels: ['namespace', 'limit'],
    values: { limit: knownLimits },
    help: '1 for each known limit in force: what cannot be seen in this namespace.',
    unit: 'limits',
    stability: 'stable',
  },
  clockOffset: {
    name: 'deadbeat_clock_offset_seconds',
    type: 'gauge',
    labels: ['namespace'],
    help: "Bound on how far this clock is ahead of (+) or behind (-) the server's; 0 while nothing proves a difference.",
    unit: 'seconds',
    stability: 'stable',
  },
  stateFileErrors: {
    name: 'deadbeat_state_file_errors_total',
    type: 'counter',
    labels: [],
    help: 'Failed attempts to write the state file: a restart now would lose what was counted since the last good write.',
    unit: 'failed writes',
    stability: 'stable',
  },
  configReloadSuccessful: {
    name: 'deadbeat_config_last_reload_successful',
    type: 'gauge',
    labels: ['file'],
    help: '1 if the file is in force as it is now; 0 if it has changed and cannot be used, so that the last good one stays in force.',
    unit: '1 or 0',
    stability: 'stable',
  },
  shardInfo: {
    name: 'deadbeat_shard_info',
    type: 'gauge',
    labels: ['shard', 'shards'],
    help: 'Always 1; the labels tell which part of how many this process takes.',
    unit: '1',
    stability: 'stable',
  },
  buildInfo: {
    name: 'deadbeat_build_info',
    type: 'gauge',
    labels: ['version', 'revision'],
    help: 'Always 1; the labels tell which build runs.',
    unit: '1',
    stability: 'stable',
  },
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
