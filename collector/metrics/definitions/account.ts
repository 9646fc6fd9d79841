import { unexaminedCauses } from '../../model/account/effect.js';
import type { MetricDefinition } from './definition.js';

/** How complete the account is: what was found late, estimated or not examined. */
export const account = {
  lateSeconds: {
    name: 'deadbeat_late_seconds_total',
    type: 'counter',
    labels: ['namespace'],
    help: 'Wasted seconds found only afterwards, from history (part of deadbeat_wasted_seconds_total): not seen while they passed.',
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
    help: 'Executions whose history since the last description was not read, so that the exact totals are incomplete.',
    unit: 'executions',
    stability: 'stable',
  },
} as const satisfies Record<string, MetricDefinition>;
