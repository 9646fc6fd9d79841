import { expect, it } from 'vitest';
import { day, healthyFleet, hour } from '../../e2e/alerts/day.js';
import { firedWithin, testRules } from '../../e2e/alerts/promtool.js';
import { between, scraped } from '../../e2e/alerts/series.js';

const kind = { namespace: 'shop', task_queue: 'mail', workflow_type: 'Campaign', activity_type: 'Send' } as const;
const from = 15 * hour;
const during = between(from, from + hour, 1);

it('A day of two healthy, busy clusters, one with two shards and one with a pair, fires nothing.', {
  timeout: 1_800_000,
}, async () => {
  const input = healthyFleet();
  expect(input.length).toBeGreaterThan(320);
  await testRules({
    group: 'deadbeat',
    evaluateEvery: 60,
    input,
    expect: [{ at: day, expression: firedWithin(day), samples: {} }],
  });
});

it('The same day with one incident in each place fires exactly those.', { timeout: 1_800_000 }, async () => {
  const shard = { instance: 'two:9810', cluster: 'a' };
  const replica = { instance: 'one:9810', cluster: 'b' };
  const input = [
    ...healthyFleet(),
    scraped('stalled', kind, day, during, shard),
    scraped('lost', { ...kind, activity_type: 'Track' }, day, during, replica),
    scraped('lost', { ...kind, activity_type: 'Track' }, day, during, { ...replica, instance: 'two:9810' }),
  ];
  const byPlace = `count by (alertname, cluster) (count_over_time(ALERTS{alertstate="firing"}[${day}s]))`;
  await testRules({
    group: 'deadbeat',
    evaluateEvery: 60,
    input,
    expect: [
      {
        at: day,
        expression: byPlace,
        samples: {
          '{alertname="DeadbeatActivityStalled", cluster="a"}': 1,
          '{alertname="DeadbeatWorkerLost", cluster="b"}': 1,
        },
      },
    ],
  });
});
