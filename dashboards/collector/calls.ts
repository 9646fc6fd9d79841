import * as units from '@grafana/grafana-foundation-sdk/units';
import { label } from '../expressions.js';
import { lines } from '../panels.js';
import { thresholds } from '../thresholds.js';
import { collectorExpressions, notScraped } from './shared.js';

const { gauge, rate, quantile, orZero } = collectorExpressions;
const size = { span: 12, height: 8 } as const;

/** Which calls draw on which budget. */
const drawsOn = {
  describe: [
    'DescribeWorkflowExecution',
    'DescribeActivityExecution',
    'GetWorkflowExecutionHistory',
    'GetWorkflowExecutionHistoryReverse',
  ],
  visibility: [
    'ListWorkflowExecutions',
    'ListActivityExecutions',
    'CountWorkflowExecutions',
    'CountActivityExecutions',
    'ListWorkers',
  ],
} as const;

const budgetUsed = (kind: keyof typeof drawsOn) =>
  `clamp_max(max(sum by (cluster, namespace) (${rate('temporalRequests', { method: drawsOn[kind] })}) / sum by (cluster, namespace) (${gauge('requestBudget', { kind })})), 1)`;

export const byMethod = lines({
  ...size,
  id: 11,
  title: 'Calls to Temporal, by method',
  description: 'What Deadbeat asks of the cluster, every attempt counted. It only ever reads.',
  unit: units.RequestsPerSecond,
  stacked: true,
  noValue: notScraped,
  queries: [{ expr: `sum by (method) (${rate('temporalRequests')})`, legend: label('method') }],
});

export const failures = lines({
  ...size,
  id: 12,
  title: 'Calls that failed, by method and code',
  description:
    'None is good. RESOURCE_EXHAUSTED: the server throttles, and Deadbeat slows down by itself. NOT_FOUND now and then is an execution that retention took. UNAVAILABLE and DEADLINE_EXCEEDED: Temporal or the network.',
  unit: units.RequestsPerSecond,
  stacked: true,
  queries: [
    {
      expr: orZero(`sum by (method, code) (${rate('temporalRequests', { code: { not: 'OK' } })})`, { method: 'none' }),
      legend: `${label('method')} ${label('code')}`,
    },
  ],
});

export const budget = lines({
  ...size,
  id: 13,
  title: 'Budget used',
  alerts: ['DeadbeatThrottled'],
  description:
    'Calls made as a share of the calls per second now allowed, for the namespace that uses most. Up to 80 % is good; near 100 % observations come late, and figures with them. The allowance itself shrinks while the server throttles, so that the share is cut off at 100 %.',
  unit: units.PercentUnit,
  threshold: thresholds.budgetUsed,
  noValue: notScraped,
  queries: [
    { expr: budgetUsed('describe'), legend: 'observations (Describe and history)' },
    { expr: budgetUsed('visibility'), legend: 'passes and workers (List and Count)' },
  ],
});

export const latency = lines({
  ...size,
  id: 14,
  title: 'How long calls take, by method',
  description:
    'Duration that 95 of 100 calls keep within. Tens of milliseconds are good; a rise shows a busy cluster or a far one.',
  unit: units.Seconds,
  noValue: notScraped,
  queries: [{ expr: quantile(0.95, 'temporalRequestSeconds', 'method'), legend: label('method') }],
});
