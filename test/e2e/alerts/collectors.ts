import { group } from './at-work.js';
import { type InputSeries, testRules } from './promtool.js';
import { kind } from './scenario.js';
import { type At, scraped, scrapedBy, scrapeGridSeconds, type Target, targetUp } from './series.js';

/** Scraped rarely, off the grid of evaluations, and one scrape in eight lost. */
export const rarely = { every: 60, offset: 35, isLost: (scrape: number) => scrape % 8 === 3 };
const { namespace, task_queue } = kind;
export const queue = { namespace, task_queue };
export const one = { instance: 'one:9810' };
export const two = { instance: 'two:9810' };
export const always: At = () => 1;

type Parts = Readonly<{ shard?: string; shards?: string; isThere?: At; sees?: At; namespaces?: readonly string[] }>;

/** A collector that sees its namespaces; `isThere` 0: it does not answer, undefined: Prometheus does not know of it. */
export function collector(
  end: number,
  of: Target,
  { shard, shards = '2', isThere = always, sees = always, namespaces = [namespace] }: Parts = {},
) {
  const while1 =
    (at: At): At =>
    (second) =>
      isThere(second) === 1 ? at(second) : undefined;
  return [
    targetUp(end, isThere, of),
    ...namespaces.flatMap((name) => [
      scraped('up', { namespace: name }, end, while1(sees), of),
      scraped('lastCompletePass', { namespace: name }, end, while1(lastOf(sees)), of),
    ]),
    ...(shard === undefined ? [] : [scraped('shardInfo', { shard, shards }, end, while1(always), of)]),
  ];
}

/** Passes end with the scrapes that say so. */
function lastOf(sees: At): At {
  let last: number | undefined;
  return (second) => {
    if (sees(second) === 1) last = second;
    return last;
  };
}

export const test = (
  input: readonly InputSeries[],
  end: number,
  samples: Readonly<Record<string, number>>,
  expression: string,
) =>
  testRules({
    group,
    step: scrapeGridSeconds,
    input: input.map((series) => scrapedBy(rarely, end, series)),
    expect: [{ at: end, expression, samples }],
  });
export const alert = (name: string, more = '') => `{alertname="Deadbeat${name}"${more}}`;
export const warned = (name: string) => ({ [alert(name, ', severity="warning"')]: 1 });
