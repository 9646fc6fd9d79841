import { knownLimits } from '../../model/known-limits.js';
import type { MetricDefinition } from './definition.js';

/** Deadbeat itself: its limits, clock, files, shard and build. */
export const self = {
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
    help: 'Failed attempts to save the state. While saving fails, the counters of the account do not change, and catch up once it can be saved.',
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
  configReloadFailures: {
    name: 'deadbeat_config_reload_failures_total',
    type: 'counter',
    labels: ['file'],
    help: 'Changed contents that could not be used, since the start. The files of one connection profile are read together: each of them counts what could not be used of any of them.',
    unit: 'reloads',
    stability: 'stable',
  },
  connectionsRefused: {
    name: 'deadbeat_connections_refused_total',
    type: 'counter',
    labels: [],
    help: 'Connections to this process that were closed at once because too many were open.',
    unit: 'connections',
    stability: 'experimental',
  },
  shardInfo: {
    name: 'deadbeat_shard_info',
    type: 'gauge',
    labels: ['shard', 'shards'],
    help: 'Always 1; the labels say which part of how many this process takes.',
    unit: '1',
    stability: 'stable',
  },
  buildInfo: {
    name: 'deadbeat_build_info',
    type: 'gauge',
    labels: ['version', 'revision'],
    help: 'Always 1; the labels say which build runs.',
    unit: '1',
    stability: 'stable',
  },
} as const satisfies Record<string, MetricDefinition>;
