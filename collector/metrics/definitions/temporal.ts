import { unreadableCauses } from '../../model/account/unreadable.js';
import { refusalCauses, refusalScopes } from '../../model/refusal.js';
import type { MetricDefinition } from './definition.js';

const budgetKinds = ['describe', 'visibility'] as const;

/** Calls to Temporal, and what of the answers could not be read. */
export const temporal = {
  temporalRequests: {
    name: 'deadbeat_temporal_requests_total',
    type: 'counter',
    labels: ['namespace', 'method', 'code'],
    help: 'Calls to Temporal by RPC and gRPC status; every attempt on the wire counts.',
    unit: 'requests',
    stability: 'stable',
  },
  temporalRefusals: {
    name: 'deadbeat_temporal_refusals_total',
    type: 'counter',
    labels: ['namespace', 'cause', 'scope'],
    values: { cause: refusalCauses, scope: refusalScopes },
    help: 'Calls that Temporal refused with RESOURCE_EXHAUSTED, by the limit that it names and whose limit that is; a refusal of scope system lowers the budgets of all namespaces, busy_workflow none.',
    unit: 'calls',
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
    values: { kind: budgetKinds },
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
} as const satisfies Record<string, MetricDefinition>;
