import { describe, it } from 'vitest';
import { collector, end } from './at-place.js';
import { from, group, hour } from './at-work.js';
import { firing, testRules } from './promtool.js';
import { kind } from './scenario.js';
import { type At, scraped, targetUp } from './series.js';
import { inCluster } from './side-by-side.js';

const { namespace } = kind;

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

  it('a pass that fails once with a slow schedule is not an alert, one that fails again is', async () => {
    const at = 9000;
    const fails =
      (until: number): At =>
      (second) =>
        second >= 3600 && second < until ? 0 : 1;
    const passedAt =
      (until: number): At =>
      (second) =>
        second >= 3600 && second < until ? 1800 : Math.floor(second / 1800) * 1800;
    const failing = (until: number) => [
      targetUp(at, () => 1, one),
      scraped('up', { namespace }, at, fails(until), one),
      scraped('lastCompletePass', { namespace }, at, passedAt(until), one),
      scraped('passInterval', { namespace }, at, () => 1800, one),
    ];
    await testRules({
      group,
      input: [...inCluster('once', failing(5400)), ...inCluster('again', failing(at + 1))],
      expect: [
        {
          at,
          expression: 'group by (alertname, cluster) (count_over_time(ALERTS{alertstate="firing"}[9000s]))',
          samples: { '{alertname="DeadbeatNotObserving", cluster="again"}': 1 },
        },
      ],
    });
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
