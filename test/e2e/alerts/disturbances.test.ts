import { describe, it } from 'vitest';
import { from, group, hour, namespace } from './at-work.js';
import { alert, always, collector, one, queue, rarely, test, two, warned } from './collectors.js';
import { firedWithin, type InputSeries, testRules } from './promtool.js';
import { type At, scraped, scrapedBy, scrapeGridSeconds, type Target } from './series.js';

describe('collectors', () => {
  const end = from + hour;
  const pairOfShards = (isThere: At) =>
    (['1', '2'] as const).flatMap((shard) => [
      ...collector(end, { instance: `a${shard}:9810` }, { shard }),
      ...collector(end, { instance: `b${shard}:9810` }, { shard, ...(shard === '1' ? { isThere } : {}) }),
    ]);

  it('of a pair of shards, one that dies is down, and no shard is doubled', async () => {
    await test(
      pairOfShards((second) => (second < from ? 1 : 0)),
      end,
      warned('Down'),
      firedWithin(end),
    );
  });

  it('of a shard that all fail to list fire, although those of the other shard can', async () => {
    const input = (ofOne: At, ofTwo: At) => [
      ...collector(end, one, { shard: '1', sees: ofOne }),
      ...collector(end, two, { shard: '2', sees: ofTwo }),
    ];
    const fails: At = (second) => (second < from ? 1 : 0);
    await test(input(always, fails), end, warned('NotObserving'), firedWithin(end));
    const pair = [...collector(end, one), ...collector(end, two, { sees: fails })];
    await test(pair, end, {}, firedWithin(end));
  });

  it('whose passes hang fire once, although scrapes are lost', async () => {
    const hangs = from + 60;
    const [up, sees, last] = collector(end, one);
    const input = [up, sees, { ...last, at: (second: number) => Math.min(second, hangs) }] as InputSeries[];
    const firing =
      'sum by (alertname) (count_over_time(ALERTS{alertname="DeadbeatNotObserving", alertstate="firing"}[1800s])) >= bool 120';
    const samples = { [alert('NotObserving')]: 1 };
    await test(input, end, samples, firing);
  });

  it('whose recording rules are not evaluated fire, although scrapes are lost', async () => {
    await testRules({
      only: 'deadbeat.rules',
      evaluateEvery: 60,
      step: scrapeGridSeconds,
      input: collector(end, one).map((series) => scrapedBy(rarely, end, series)),
      expect: [{ at: end, expression: firedWithin(end), samples: warned('RecordingRulesMissing') }],
    });
  });

  it('that restart with a long first pass have seen the namespace before, and do not fire', async () => {
    const restartedAt = from + 600;
    const restarts: At = (second) => (second >= restartedAt && second < restartedAt + 40 ? 0 : 1);
    const sees: At = (second) => (second < restartedAt || second >= restartedAt + 720 ? 1 : 0);
    const passes = {
      series: `deadbeat_pass_seconds_count{job="deadbeat", instance="one:9810", namespace="${namespace}"}`,
      values: '',
      at: (second: number) => {
        if (second < restartedAt) return Math.floor(second / 10);
        return second < restartedAt + 40 ? undefined : Math.max(0, Math.floor((second - restartedAt - 720) / 10));
      },
    };
    const [up, seen, last] = collector(end, one, { isThere: restarts, sees });
    const since: At = (second) =>
      second >= restartedAt && second < restartedAt + 720 ? undefined : last?.at?.(second);
    const input = [up, seen, { ...last, at: since }, passes] as InputSeries[];
    for (const every of [10, 15, 30, 60])
      await testRules({
        group,
        step: scrapeGridSeconds,
        input: input.map((series) => scrapedBy({ ...rarely, every, offset: 5 }, end, series)),
        expect: [{ at: end, expression: firedWithin(end), samples: {} }],
      });
  });

  it('of one namespace that leave for good are missed, whether another one is down or well', async () => {
    const leaves: At = (second) => (second < from ? 1 : undefined);
    const input = (isThere: At) => [
      ...collector(end, one, { isThere: leaves }),
      ...collector(end, two, { namespaces: ['bank'], isThere }),
    ];
    const vanished = { [alert('NamespaceVanished', `, namespace="${namespace}"`)]: 1 };
    const byNamespace = 'count by (alertname, namespace) (ALERTS{alertstate="firing"})';
    await test(input(always), end, vanished, byNamespace);
    const down = { ...vanished, [alert('Down')]: 1 };
    await test(
      input((second) => (second < from ? 1 : 0)),
      end,
      down,
      byNamespace,
    );
  });
});

describe('unaccounted slots of shards', () => {
  const end = from + hour;
  const slots = (of: Target) => [
    scraped('workerSlots', { ...queue, state: 'used' }, end, () => 10, of),
    scraped('workerSlots', { ...queue, state: 'free' }, end, () => 10, of),
  ];

  it('are unknown while a shard is still at its first pass, or has not described what it found', async () => {
    const accounts = (of: Target, at: At) => scraped('accountedSlots', queue, end, at, of);
    const restartedAt = from + 60;
    const starts: At = (second) => (second < restartedAt ? 5 : Math.min(5, (second - restartedAt) / 300));
    const sees =
      (passSeconds: number): At =>
      (second) =>
        second < restartedAt || second >= restartedAt + passSeconds ? 1 : 0;
    const input = (passSeconds: number) => [
      ...collector(end, one, { shard: '1' }),
      ...collector(end, two, { shard: '2', sees: sees(passSeconds) }),
      ...[one, two].flatMap(slots),
      accounts(one, () => 5),
      accounts(two, starts),
    ];
    const expression = firedWithin(end, 'DeadbeatSlotsUnaccounted');
    await test(input(1500), end, {}, expression);
    const age: At = (second) => (second < restartedAt || second > restartedAt + 1500 ? 1 : second - restartedAt);
    const undescribed = scraped('observationOldest', { namespace, phase: 'new' }, end, age, two);
    await test([...input(60), undescribed], end, {}, expression);
    await test(input(60), end, warned('SlotsUnaccounted'), expression);
  });
});
