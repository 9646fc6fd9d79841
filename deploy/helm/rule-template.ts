import { ruleFile } from '../../alerts/prometheus.js';
import { ruleGroups } from '../../alerts/rules.js';
import { defaultThresholds, type Thresholds } from '../../alerts/thresholds.js';
import { formatDuration } from '../../collector/text/duration.js';
import { chartThresholds } from './chart-thresholds.js';

/** How a threshold is written into the rules: as it is given, in seconds, … `sum` and `product` are of two of them. */
export type Form = 'given' | 'seconds' | 'sum' | 'difference' | 'product' | 'percent';

/** What stands for `token`: the thresholds of these keys in a form; seconds are multiplied by `times`, and `plus` is added. */
export type Place = Readonly<{ token: string; form: Form; keys: readonly string[]; times?: number; plus?: number }>;

export type RuleTemplate = Readonly<{ text: string; places: readonly Place[] }>;

/**
 * The rules with a token in place of each text that depends on a threshold. They are made once with values that occur
 * nowhere else: each of these, and what the rules make of it, is then found in the text.
 */
export function ruleTemplate(job: string, links: Thresholds['links']): RuleTemplate {
  const places: Place[] = [];
  const rules = ruleFile(ruleGroups(markedThresholds(), job), links);
  const all = marks();
  if (new Set(all.map(({ written }) => written)).size < all.length) throw new Error('two marks are the same');
  const text = all.reduce((before, { written, ...place }) => {
    const found = new RegExp(`(?<![\\w.-])${written.replaceAll('.', '\\.')}(?!\\d|\\.\\d)`, 'g');
    if (!found.test(before)) return before;
    const token = `__T${places.length}__`;
    places.push({ token, ...place });
    return before.replace(found, token);
  }, rules);
  return { text, places };
}

type Mark = Omit<Place, 'token'> & Readonly<{ written: string }>;

const durations = chartThresholds
  .filter((one) => typeof one.default === 'string')
  .map(({ key }, index) => ({ key, seconds: 100_003 + 1_009 * index + 101 * index ** 2 }));
const numbers = chartThresholds
  .filter((one) => typeof one.default === 'number')
  .map(({ key, kind }, index) => ({ key, value: (90_001 + 17 * index) / (kind === 'count' ? 1 : 1e6) }));
const budgetKey = 'wasteBudgetBurn.budget';

/** Durations are given in milliseconds, so that they differ from what the rules make of them. */
const given = new Map<string, string | number>([
  ...durations.map(({ key, seconds }) => [key, `${seconds * 1000}ms`] as const),
  ...numbers.map(({ key, value }) => [key, value] as const),
]);

function marks(): Mark[] {
  const budget = Number(given.get(budgetKey));
  const asGiven = [...given].map(([key, value]): Mark => ({ form: 'given', keys: [key], written: `${value}` }));
  const sums = durations.flatMap((one, index) =>
    durations.slice(index).map((other): Mark => {
      const written = formatDuration((one.seconds + other.seconds) * 1000);
      return { form: 'sum', keys: [one.key, other.key], written };
    }),
  );
  const groupOf = (key: string) => key.slice(0, key.lastIndexOf('.'));
  const differences = durations.flatMap((one) =>
    durations
      .filter((other) => other !== one && groupOf(other.key) === groupOf(one.key))
      .map(
        (other): Mark => ({
          form: 'difference',
          keys: [one.key, other.key],
          written: `${one.seconds - other.seconds}`,
        }),
      ),
  );
  const inSeconds = durations.flatMap(({ key, seconds }): Mark[] => {
    const form = 'seconds';
    return [
      { form, keys: [key], written: `${seconds}` },
      { form, keys: [key], plus: 60, written: `${seconds + 60}` },
      ...[2, 3].map((times): Mark => ({ form, keys: [key], times, written: `${seconds * times}` })),
    ];
  });
  const products = numbers.map(({ key, value }): Mark => {
    const written = `${Number((value * budget).toPrecision(6))}`;
    return { form: 'product', keys: [key, budgetKey], written };
  });
  return [
    ...asGiven,
    ...sums,
    ...differences,
    ...inSeconds,
    ...products,
    { form: 'percent', keys: [budgetKey], written: `${budget * 100}` },
  ];
}

function markedThresholds(): Thresholds {
  return withThresholds((key) => given.get(key));
}

/** The default thresholds, with other values for some keys. */
export function withThresholds(valueFor: (key: string) => string | number | undefined): Thresholds {
  const thresholds = structuredClone(defaultThresholds);
  for (const { key, path } of chartThresholds) {
    const value = valueFor(key);
    if (value === undefined) continue;
    const group = path.slice(0, -1).reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], thresholds);
    (group as Record<string, unknown>)[path.at(-1) ?? ''] = value;
  }
  return thresholds;
}
