import { describe, it } from 'vitest';
import { byCluster, cancelled, collector, end, held, slotsOf } from './at-place.js';
import { from, group } from './at-work.js';
import { queue } from './collectors.js';
import { firedWithin, firing, type InputSeries, testRules } from './promtool.js';
import { kind } from './scenario.js';
import { type At, scraped, type Target, targetUp } from './series.js';
import { inCluster } from './side-by-side.js';

const { namespace } = kind;

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
    const [three, four] = [{ instance: 'three:9810' }, { instance: 'four:9810' }];
    const clusters = {
      complete: sharded,
      pairs: [...sharded, ...collector(three, ['1', '2']), ...collector(four, ['2', '2'])],
      unsharded: [...collector(one), ...collector(two)],
      missing: collector(one, ['1', '2']),
      doubled: [...sharded, ...collector(three, ['2', '2'])],
      mismatched: [...sharded, ...collector(three, ['3', '3'])],
    };
    const fires = (problem: string) =>
      `{alertname="DeadbeatShardsInconsistent", problem="${problem}", cluster="${problem}"}`;
    await testRules({
      group,
      input: Object.entries(clusters).flatMap(([cluster, input]) => inCluster(cluster, input)),
      expect: [
        {
          at: end,
          expression: 'count by (alertname, problem, cluster) (ALERTS{alertstate="firing"})',
          samples: { [fires('missing')]: 1, [fires('doubled')]: 1, [fires('mismatched')]: 1 },
        },
      ],
    });
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
