import { describe, expect, it } from 'vitest';
import { kept } from '../../../alerts/grafana.js';
import { ruleGroups } from '../../../alerts/rules.js';
import { from, group, withCollector } from './at-work.js';
import { testRules } from './promtool.js';
import { kind } from './scenario.js';
import { between, scraped } from './series.js';

describe('a rule that Grafana manages', () => {
  it('keeps the series of what has recovered at 0 for as long as its alert keeps firing, and then lets it go', async () => {
    const [alertGroup] = ruleGroups();
    const stalled = alertGroup?.alerts.find(({ name }) => name === 'DeadbeatActivityStalled');
    if (alertGroup === undefined || stalled === undefined) throw new Error('there is no such alert');
    const expression = kept(stalled.expression, stalled, alertGroup.interval);
    expect(stalled.keepFiringFor).toBe('5m');
    const to = from + 600;
    const end = to + 1200;
    const labels = Object.entries(kind).map(([label, value]) => `${label}="${value}"`);
    const series = `{${labels.join(', ')}}`;
    await testRules({
      group,
      input: withCollector([scraped('stalled', kind, end, between(from, to, 3))], end),
      expect: [
        { at: from - 15, expression, samples: {} },
        { at: to - 15, expression, samples: { [series]: 3 } },
        { at: to + 30, expression, samples: { [series]: 0 } },
        { at: to + 300, expression, samples: { [series]: 0 } },
        { at: end, expression, samples: {} },
      ],
    });
  });
});

describe('another label for the cluster', () => {
  it('tells clusters apart as `cluster` does', async () => {
    const end = from + 600;
    const at = (cluster: string) => ({ instance: 'collector:9810', k8s_cluster: cluster });
    const input = [
      scraped('stalled', kind, end, () => 1, at('eu')),
      ...(['eu', 'us'] as const).flatMap((cluster) =>
        withCollector([], end).map((one) => ({
          ...one,
          series: one.series.replace('{', `{k8s_cluster="${cluster}", `),
        })),
      ),
    ];
    await testRules({
      group,
      clusterLabel: 'k8s_cluster',
      input,
      expect: [
        {
          at: end,
          expression: 'count by (alertname, k8s_cluster) (ALERTS{alertstate="firing"})',
          samples: { '{alertname="DeadbeatActivityStalled", k8s_cluster="eu"}': 1 },
        },
      ],
    });
  });
});
