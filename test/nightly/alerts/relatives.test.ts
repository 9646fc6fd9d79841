import { describe, it } from 'vitest';
import { ruleGroups } from '../../../alerts/rules.js';
import { inMs } from '../../../alerts/threshold-kinds.js';
import { from, namespace, withCollector } from '../../e2e/alerts/at-work.js';
import { type InputSeries, testRules } from '../../e2e/alerts/promtool.js';
import type { Scenario } from '../../e2e/alerts/scenario.js';
import { scenarios } from '../../e2e/alerts/scenarios.js';
import { scraped, scrapedBy, scrapeGridSeconds, type Target, target, targetUp } from '../../e2e/alerts/series.js';

/** Off the grid of evaluations. */
const scraping = { every: 30, offset: 5, isLost: (scrape: number) => scrape % 8 === 5 };
const alerts = ruleGroups().flatMap((group) => group.alerts);
const byPlace = 'count by (alertname, cluster) (ALERTS{alertstate="firing"})';

function endOf({ alert, severity, seenAfter = 0 }: Scenario): number {
  const rule = alerts.find((one) => one.name === alert && one.severity === severity);
  if (rule === undefined) throw new Error(`there is no rule ${alert} of severity ${severity}`);
  return from + inMs(rule.for) / 1000 + seenAfter + 4 * scraping.every;
}

/** The same series, of another target. */
const of = (input: readonly InputSeries[], { instance }: Target) =>
  input.map((one) => ({ ...one, series: one.series.replace(target.instance, instance) }));

const inCluster = (cluster: string, input: readonly InputSeries[]) =>
  input.map((one) => ({ ...one, series: one.series.replace('{', `{cluster="${cluster}", `) }));

const there = { instance: target.instance };
const second = { instance: 'second:9810' };
const shard = (of: Target, n: string, end: number) => scraped('shardInfo', { shard: n, shards: '2' }, end, () => 1, of);

/** Prometheus keeps `namespace` for the target, as the operator does without honor_labels. */
const withoutHonorLabels = (input: readonly InputSeries[]) =>
  input.map((one) => ({
    ...one,
    series: one.series
      .replace(/\bnamespace="([^"]*)"/, 'exported_namespace="$1"')
      .replace('{', '{namespace="monitoring", '),
  }));

type Relative = Readonly<{
  what: string;
  of: (input: readonly InputSeries[], end: number) => InputSeries[];
  /** Labels besides the name of the alert. */
  place?: string;
  also?: readonly string[];
  /** For each target an alert of its own. */
  perTarget?: readonly string[];
  isOf?: (scenario: Scenario) => boolean;
}>;

const isSharded = ({ alert }: Scenario) => alert === 'DeadbeatShardsInconsistent';
const relatives: readonly Relative[] = [
  {
    what: 'in the one of two clusters with collectors of the same address where it happens',
    of: (input, end) => [...inCluster('a', input), ...inCluster('b', withCollector([], end))],
    place: ', cluster="a"',
  },
  {
    what: 'in the cluster without a label beside one that has it',
    of: (input, end) => [...input, ...inCluster('b', withCollector([], end))],
  },
  {
    what: 'although Prometheus moved the namespace of Temporal to exported_namespace',
    of: withoutHonorLabels,
    also: ['DeadbeatScrapeMisconfigured'],
    isOf: ({ alert }) => alert !== 'DeadbeatScrapeMisconfigured',
  },
  {
    what: 'once where a pair sees it',
    of: (input) => [...input, ...of(input, second)],
    perTarget: ['DeadbeatDown', 'DeadbeatStateNotSaved'],
    isOf: (scenario) => !isSharded(scenario),
  },
  {
    what: 'where one shard of two sees it',
    of: (input, end) => [
      ...input,
      ...of(withCollector([], end), second),
      shard(there, '1', end),
      shard(second, '2', end),
    ],
    // With shards there is no such number, and one that is down is missing, too.
    isOf: ({ alert }) => !/ShardsInconsistent|SlotsUnaccounted/.test(alert),
  },
  {
    what: 'where a replica of its shard left service discovery meanwhile',
    of: (input, end) => [
      ...input,
      targetUp(end, (second) => (second < from + 60 ? 1 : undefined), second),
      scraped('up', { namespace }, end, (second) => (second < from + 60 ? 1 : undefined), second),
    ],
    isOf: (scenario) => !isSharded(scenario),
  },
  {
    what: 'where Prometheus began to scrape shortly before',
    of: (input) =>
      input.map((one) => ({ ...one, at: (second) => (second < from - 120 ? undefined : one.at?.(second)) })),
    isOf: ({ alert }) => !/NotObserving/.test(alert),
  },
];

describe.each(relatives)('$what', ({ of, place = '', also = [], perTarget = [], isOf = () => true }) => {
  it.each(scenarios.filter(isOf).map((scenario) => [`${scenario.alert} (${scenario.severity})`, scenario] as const))(
    '%s fires, and nothing else',
    async (_name, scenario) => {
      const end = endOf(scenario);
      const input = of(withCollector(scenario.series(from, end + 60, 'at', end), end), end);
      const names = new Set([scenario.alert, ...also]);
      const samples = Object.fromEntries(
        [...names].map((name) => [`{alertname="${name}"${place}}`, perTarget.includes(name) ? 2 : 1]),
      );
      await testRules({
        group: 'deadbeat',
        input: input.map((one) => scrapedBy(scraping, end, one)),
        step: scrapeGridSeconds,
        expect: [{ at: end, expression: byPlace, samples }],
      });
    },
  );
});
