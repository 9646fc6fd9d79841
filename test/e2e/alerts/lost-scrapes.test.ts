import { it } from 'vitest';
import { hour } from './at-work.js';
import { collector, one, rarely } from './collectors.js';
import { type InputSeries, stepSeconds, testRules } from './promtool.js';
import { kind } from './scenario.js';
import { type At, growing, scraped, scrapedBy, scrapeGridSeconds, targetUp } from './series.js';
import { inCluster } from './side-by-side.js';

const end = 1.5 * hour;
const lasts = 1800;
const { namespace } = kind;
const calls = { namespace, method: 'DescribeWorkflowExecution' };

/** A budget that has been low for as long as anyone remembers. */
const refused: readonly InputSeries[] = [
  ...collector(end, one),
  scraped('temporalRequests', { ...calls, code: 'RESOURCE_EXHAUSTED' }, end, growing(0, end, 1), one),
  scraped('requestBudget', { namespace, kind: 'describe' }, end, () => 1.25, one),
  scraped('requestBudgetConfigured', { namespace, kind: 'describe' }, end, () => 50, one),
];

/** Nothing has ever been listed, and no pass ends. */
const neverSeen: readonly InputSeries[] = [
  targetUp(end, () => 1, one),
  scraped('up', { namespace }, end, () => 0, one),
];

it('with a lost scrape now and then, what lasts is one alert that does not end', async () => {
  const input = [...inCluster('refused', refused), ...inCluster('never-seen', neverSeen)];
  const evaluations = `sum by (alertname, cluster) (count_over_time(ALERTS{alertstate="firing"}[${lasts}s])) >= bool ${lasts / stepSeconds}`;
  await testRules({
    group: 'deadbeat',
    step: scrapeGridSeconds,
    input: input.map((series) => scrapedBy(rarely, end, series)),
    expect: [
      {
        at: end,
        expression: evaluations,
        samples: {
          '{alertname="DeadbeatThrottled", cluster="refused"}': 1,
          '{alertname="DeadbeatNotObserving", cluster="never-seen"}': 1,
        },
      },
    ],
  });
});

it('one shard that Temporal refuses does not hide among those that it serves', async () => {
  const shards = Array.from({ length: 8 }, (_, index) => String(index + 1));
  const input = shards.flatMap((shard) => {
    const of = { instance: `shard-${shard}:9810` };
    const isRefused = shard === '4';
    const refusals: At = (second) => (isRefused ? second : 0);
    return [
      ...collector(end, of, { shard, shards: '8' }),
      scraped('temporalRequests', { ...calls, code: 'OK' }, end, (second) => (isRefused ? 0.05 : 50) * second, of),
      scraped('temporalRequests', { ...calls, code: 'RESOURCE_EXHAUSTED' }, end, refusals, of),
      scraped('requestBudget', { namespace, kind: 'describe' }, end, () => (isRefused ? 1.25 : 50), of),
      scraped('requestBudgetConfigured', { namespace, kind: 'describe' }, end, () => 50, of),
    ];
  });
  await testRules({
    group: 'deadbeat',
    input,
    expect: [
      {
        at: end,
        expression: 'group by (alertname) (ALERTS{alertstate="firing"})',
        samples: { '{alertname="DeadbeatThrottled"}': 1 },
      },
    ],
  });
});
