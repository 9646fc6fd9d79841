import { describe, it } from 'vitest';
import { from, group, hour } from './at-work.js';
import { firedWithin, firing, type InputSeries, testRules } from './promtool.js';
import { kind } from './scenarios.js';
import { type At, growing, scraped, type Target, targetUp } from './series.js';

const { namespace, task_queue } = kind;
const queue = { namespace, task_queue };
const end = from + 1500;

/** A collector at work: which cluster, which part of it. */
function collector(of: Target, shard?: readonly [string, string], isThere: At = () => 1): InputSeries[] {
  return [
    targetUp(end, isThere, of),
    scraped('up', { namespace }, end, isThere, of),
    scraped('lastCompletePass', { namespace }, end, (second) => isThere(second) && second, of),
    ...(shard === undefined ? [] : [scraped('shardInfo', { shard: shard[0], shards: shard[1] }, end, isThere, of)]),
  ];
}

const slotsOf = (of: Target, used: number, free: number) => [
  scraped('workerSlots', { ...queue, state: 'used' }, end, () => used, of),
  scraped('workerSlots', { ...queue, state: 'free' }, end, () => free, of),
];
const cancelled = (of: Target, count: number) =>
  scraped('cancelRequested', { ...kind, reason: 'awaiting_heartbeat' }, end, () => count, of);
const byCluster = 'count by (alertname, cluster) (ALERTS{alertstate="firing"})';
const held = 'DeadbeatSlotsHeldByWaste';

describe('two clusters', () => {
  // The same address in both: they differ by their cluster alone.
  const a = { instance: 'deadbeat:9810', cluster: 'a' };
  const b = { instance: 'deadbeat:9810', cluster: 'b' };
  const both = [...collector(a), ...collector(b)];

  it('a blocked queue of one does not hide behind the idle one of the other', async () => {
    await testRules({
      group,
      input: [...both, ...slotsOf(a, 10, 0), ...slotsOf(b, 0, 200), cancelled(a, 10)],
      expect: [{ at: end, expression: byCluster, samples: { [`{alertname="${held}", cluster="a"}`]: 1 } }],
    });
  });

  it('an incident in each is an alert for each, and refusals of one are not diluted by the other', async () => {
    const calls = { namespace, method: 'DescribeWorkflowExecution' };
    const stalled = (of: Target) => scraped('stalled', kind, end, () => 1, of);
    await testRules({
      group,
      input: [
        ...both,
        stalled(a),
        stalled(b),
        scraped('temporalRequests', { ...calls, code: 'OK' }, end, (second) => 5 * second, a),
        scraped('temporalRequests', { ...calls, code: 'RESOURCE_EXHAUSTED' }, end, (second) => 0.2 * second, a),
        scraped('temporalRequests', { ...calls, code: 'OK' }, end, (second) => 50 * second, b),
        scraped('requestBudget', { namespace, kind: 'describe' }, end, () => 25, a),
        scraped('requestBudgetConfigured', { namespace, kind: 'describe' }, end, () => 50, a),
        scraped('requestBudget', { namespace, kind: 'describe' }, end, () => 50, b),
        scraped('requestBudgetConfigured', { namespace, kind: 'describe' }, end, () => 50, b),
      ],
      expect: [
        {
          at: end,
          expression: byCluster,
          samples: {
            '{alertname="DeadbeatActivityStalled", cluster="a"}': 1,
            '{alertname="DeadbeatActivityStalled", cluster="b"}': 1,
            '{alertname="DeadbeatThrottled", cluster="a"}': 1,
          },
        },
      ],
    });
  });
});

describe('shards', () => {
  const one = { instance: 'one:9810' };
  const two = { instance: 'two:9810' };
  const sharded = [...collector(one, ['1', '2']), ...collector(two, ['2', '2'])];

  it('add what is split over them, and do not add slots, which each of them sees', async () => {
    // 3 and 2 of 10 slots are half; each shard sees all ten.
    const slots = [one, two].flatMap((of) => slotsOf(of, 8, 2));
    const input = [...sharded, ...slots, cancelled(one, 3)];
    const samples = { [`{alertname="${held}"}`]: 1 };
    await testRules({
      group,
      input: [...input, cancelled(two, 2)],
      expect: [{ at: end, expression: firing(held), samples }],
    });
    await testRules({
      group,
      input: [...input, cancelled(two, 1)],
      expect: [{ at: end, expression: firing(held), samples: {} }],
    });
  });

  it('find unaccounted slots by what each of them accounts for, only while all are there', async () => {
    const slots = [one, two].flatMap((of) => slotsOf(of, 8, 2));
    const accounted = (of: Target, count: number) => scraped('accountedSlots', queue, end, () => count, of);
    const alert = 'DeadbeatSlotsUnaccounted';
    const fires = (samples: Record<string, number>, input: readonly InputSeries[]) =>
      testRules({ group, input, expect: [{ at: end, expression: firing(alert), samples }] });
    await fires({ [`{alertname="${alert}"}`]: 1 }, [...sharded, ...slots, accounted(one, 4), accounted(two, 3)]);
    await fires({}, [...sharded, ...slots, accounted(one, 4), accounted(two, 4)]);
    await fires({}, [...collector(one, ['1', '2']), ...slotsOf(one, 8, 2), accounted(one, 4)]);
  });

  it('a missing, a doubled or a mismatched one fires; complete ones and those of a pair do not', async () => {
    const problem = 'count by (alertname, problem) (ALERTS{alertstate="firing"})';
    const fires = (name: string | undefined, input: readonly InputSeries[]) => {
      const samples = name === undefined ? {} : { [`{alertname="DeadbeatShardsInconsistent", problem="${name}"}`]: 1 };
      return testRules({ group, input, expect: [{ at: end, expression: problem, samples }] });
    };
    const [three, four] = [{ instance: 'three:9810' }, { instance: 'four:9810' }];
    await fires(undefined, sharded);
    await fires(undefined, [...sharded, ...collector(three, ['1', '2']), ...collector(four, ['2', '2'])]);
    await fires('missing', collector(one, ['1', '2']));
    await fires('doubled', [...sharded, ...collector(three, ['2', '2'])]);
    await fires('mismatched', [...sharded, ...collector(three, ['3', '3'])]);
    await fires(undefined, [...collector(one), ...collector(two)]);
  });
});

describe('a pair for high availability', () => {
  const one = { instance: 'one:9810' };
  const two = { instance: 'two:9810' };
  const dies: At = (second) => (second < from + 300 ? 1 : 0);

  it('does not double what both see', async () => {
    // Four of ten slots, seen twice.
    const input = [one, two].flatMap((of) => [
      ...collector(of, ['1', '1']),
      ...slotsOf(of, 8, 2),
      cancelled(of, 4),
      scraped('orphaned', kind, end, () => 6, of),
    ]);
    await testRules({ group, input, expect: [{ at: end, expression: firedWithin(end), samples: {} }] });
  });

  it('one that dies changes nothing: alerts keep firing, and none but DeadbeatDown begins', async () => {
    const stalled = (of: Target, at: At) => scraped('stalled', kind, end, (second) => at(second) || undefined, of);
    const input = [
      ...collector(one),
      targetUp(end, dies, two),
      scraped('up', { namespace }, end, (second) => dies(second) || undefined, two),
      stalled(one, () => 1),
      stalled(two, dies),
    ];
    const samples = {
      '{alertname="DeadbeatActivityStalled", severity="warning"}': 1,
      '{alertname="DeadbeatDown", severity="warning"}': 1,
    };
    await testRules({
      group,
      input,
      expect: [
        { at: end, expression: firedWithin(end), samples },
        {
          at: end,
          expression: firing('DeadbeatActivityStalled'),
          samples: { '{alertname="DeadbeatActivityStalled"}': 1 },
        },
      ],
    });
  });
});

describe('what is missing', () => {
  const gone = from + 60;
  const one = { instance: 'one:9810' };
  const shop: At = (second) => (second < gone ? 1 : undefined);

  it('a namespace that was watched fires while the collectors answer', async () => {
    const input = [
      targetUp(end, () => 1, one),
      scraped('up', { namespace: 'bank' }, end, () => 1, one),
      scraped('up', { namespace }, end, shop, one),
    ];
    const samples = { '{alertname="DeadbeatNamespaceVanished", namespace="shop"}': 1 };
    await testRules({
      group,
      input,
      expect: [{ at: end, expression: 'count by (alertname, namespace) (ALERTS{alertstate="firing"})', samples }],
    });
  });

  it('recording rules that are not evaluated fire where only the alerts are loaded', async () => {
    const alert = 'DeadbeatRecordingRulesMissing';
    await testRules({
      only: 'deadbeat.rules',
      evaluateEvery: 60,
      input: collector(one),
      expect: [{ at: end, expression: firing(alert), samples: { [`{alertname="${alert}"}`]: 1 } }],
    });
    await testRules({ input: collector(one), expect: [{ at: end, expression: firing(alert), samples: {} }] });
  });
});

describe('what depends on the settings of the collector', () => {
  const one = { instance: 'one:9810' };

  it('a slow schedule delays the alert about a pass that hangs, by what the collector says', async () => {
    const last: At = (second) => Math.min(second, 60);
    const at = from + 2 * hour;
    const input = (lag: number) => [
      targetUp(at, () => 1, one),
      scraped('up', { namespace }, at, () => 1, one),
      scraped('lastCompletePass', { namespace }, at, last, one),
      scraped('discoveryLag', { namespace }, at, () => lag, one),
    ];
    const alert = 'DeadbeatNotObserving';
    const fires = { [`{alertname="${alert}"}`]: 1 };
    await testRules({ group, input: input(10), expect: [{ at: 1500, expression: firing(alert), samples: fires }] });
    await testRules({
      group,
      input: input(1800),
      expect: [
        { at: 4500, expression: firing(alert), samples: {} },
        { at: 5000, expression: firing(alert), samples: fires },
      ],
    });
  });

  it('a pass that hangs is noticed although the lag of discovery grows with it', async () => {
    const alert = 'DeadbeatNotObserving';
    const at = from + 2 * hour;
    const input = (intervalSeconds: number) => [
      targetUp(at, () => 1, one),
      scraped('up', { namespace }, at, () => 1, one),
      scraped('lastCompletePass', { namespace }, at, (second) => Math.min(second, 60), one),
      scraped('discoveryLag', { namespace }, at, (second) => Math.max(0, second - 60), one),
      scraped('passInterval', { namespace }, at, () => intervalSeconds, one),
    ];
    const fires = { [`{alertname="${alert}"}`]: 1 };
    await testRules({ group, input: input(10), expect: [{ at: 1500, expression: firing(alert), samples: fires }] });
    await testRules({ group, input: input(1800), expect: [{ at: 4500, expression: firing(alert), samples: {} }] });
  });

  it('a small budget allows older observations', async () => {
    const alert = 'DeadbeatObservationsOld';
    const input = (age: number) => [
      ...collector(one),
      scraped('trackedExecutions', { namespace, phase: 'active' }, end, () => 500, one),
      scraped('requestBudgetConfigured', { namespace, kind: 'describe' }, end, () => 2, one),
      scraped('observationOldest', { namespace, phase: 'active' }, end, () => age, one),
    ];
    await testRules({ group, input: input(400), expect: [{ at: end, expression: firing(alert), samples: {} }] });
    const samples = { [`{alertname="${alert}"}`]: 1 };
    await testRules({ group, input: input(600), expect: [{ at: end, expression: firing(alert), samples }] });
  });
});

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
    const at = 26 * hour;
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
