import { z } from 'zod';
import { type ThresholdEntry, thresholdEntries } from '../../alerts/threshold-rows.js';

/** Windows of the waste budget: which records there are depends on them, so they are not values of the chart. */
const windowsOfBudget = /^wasteBudgetBurn\.(rateWindow|evaluationInterval|(page|ticket)\.(fast|slow)\.(long|short))$/;

/** The thresholds that are values of the chart. The links are values of their own, and the scrape interval only serves a check. */
export const chartThresholds: readonly (ThresholdEntry & Readonly<{ key: string }>)[] = thresholdEntries()
  .map((entry) => ({ ...entry, key: entry.path.join('.') }))
  .filter(({ key, kind }) => kind !== 'url' && key !== 'scrapeInterval' && !windowsOfBudget.test(key));

const any = '(0|[1-9][0-9]*)';
const positive = '[1-9][0-9]*';
/** Helm's validator knows no lookahead: a duration that is not 0 has a first part that is not. */
const pauseText = new RegExp(`^(${any}h(${any}m)?(${any}s)?|${any}m(${any}s)?|${any}s)$`);
const durationText = new RegExp(
  `^(${positive}h(${any}m)?(${any}s)?|(0h)?${positive}m(${any}s)?|(0h)?(0m)?${positive}s)$`,
);

function schemaOf({ kind, default: value, reason }: ThresholdEntry): z.ZodType {
  const described = (type: z.ZodType) => type.optional().describe(`Default ${value}. ${reason}`);
  switch (kind) {
    case 'duration':
      return described(z.string().regex(durationText));
    case 'pause':
      return described(z.string().regex(pauseText));
    case 'share':
      return described(z.number().gt(0).lt(1));
    case 'factor':
      return described(z.number().gt(0));
    case 'count':
      return described(z.int().min(1));
    case 'url':
      return described(z.url());
  }
}

type Tree = { [name: string]: Tree | z.ZodType };

/** Closed: a mistyped threshold is refused. */
export function thresholdsOfChart(): z.ZodType {
  const tree: Tree = {};
  for (const entry of chartThresholds) {
    let group = tree;
    for (const name of entry.path.slice(0, -1)) {
      group[name] ??= {};
      group = group[name] as Tree;
    }
    group[entry.path.at(-1) ?? ''] = schemaOf(entry);
  }
  return closed(tree);
}

function closed(tree: Tree): z.ZodType {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(tree).map(([name, one]) => [name, one instanceof z.ZodType ? one : closed(one).optional()]),
    ),
  );
}
