import { describe, it } from 'vitest';
import { cancelled, collector, end, held } from './at-place.js';
import { from, group, hour } from './at-work.js';
import { queue } from './collectors.js';
import { firedWithin, firing, testRules } from './promtool.js';
import { kind } from './scenario.js';
import { type At, growing, scraped, targetUp } from './series.js';

const { namespace } = kind;

describe('false alarms of before', () => {
  const one = { instance: 'one:9810' };

  it('workers without a fixed number of slots have no share of them that could be held', async () => {
    const used = scraped('workerSlots', { ...queue, state: 'used' }, end, () => 10, one);
    const input = [...collector(one), used, cancelled(one, 10)];
    await testRules({ group, input, expect: [{ at: end, expression: firing(held), samples: {} }] });
  });

  const blind = (lasts: number, left: number) => {
    const age: At = (second) => (second >= from && second < from + lasts ? second - from : undefined);
    return [
      ...collector(one),
      scraped('cancelRequestedOldest', { ...kind, reason: 'no_heartbeat' }, end, age, one),
      scraped('cancelRequested', { ...kind, reason: 'no_heartbeat' }, end, (second) => age(second) && 1, one),
      scraped('unreachable', kind, end, (second) => age(second) && 1, one),
      scraped('unreachableExposure', kind, end, (second) => age(second) && Math.max(0, left - (second - from)), one),
    ];
  };

  it('an activity that ends by itself within a minute fires no alert, one with most of two minutes left does', async () => {
    const expression = firedWithin(end);
    await testRules({ group, input: blind(56, 56), expect: [{ at: end, expression, samples: {} }] });
    const samples = { '{alertname="DeadbeatCancelCannotBeHeard", severity="warning"}': 1 };
    await testRules({ group, input: blind(120, 119), expect: [{ at: end, expression, samples }] });
  });

  it('a first pass that fails fast fires soon, though the namespace was never seen', async () => {
    const input = [
      targetUp(end, () => 1, one),
      scraped('up', { namespace }, end, () => 0, one),
      {
        series: `deadbeat_pass_seconds_count{job="deadbeat", instance="one:9810", namespace="${namespace}"}`,
        values: '0+1x200',
      },
    ];
    const alert = 'DeadbeatNotObserving';
    const samples = { [`{alertname="${alert}"}`]: 1 };
    await testRules({ group, input, expect: [{ at: 480, expression: firing(alert), samples }] });
  });

  it('a total refusal for over a day keeps firing, by the budget that is configured', async () => {
    const at = 25 * hour;
    const calls = { namespace, method: 'DescribeWorkflowExecution' };
    const input = [
      targetUp(at, () => 1, one),
      scraped('up', { namespace }, at, () => 1, one),
      scraped('temporalRequests', { ...calls, code: 'RESOURCE_EXHAUSTED' }, at, growing(0, at, 1), one),
      scraped('requestBudget', { namespace, kind: 'describe' }, at, () => 1.25, one),
      scraped('requestBudgetConfigured', { namespace, kind: 'describe' }, at, () => 50, one),
    ];
    const alert = 'DeadbeatThrottled';
    const samples = { [`{alertname="${alert}"}`]: 1 };
    await testRules({ group, evaluateEvery: 300, input, expect: [{ at, expression: firing(alert), samples }] });
  });
});
