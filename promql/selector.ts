import {
  type AnyLabel,
  type LabelOf,
  type SamplesLabel,
  type SeriesKey,
  series,
  type TargetLabel,
  type ValueOf,
} from './metrics.js';

/** Any other value than this. */
export type Not<V> = Readonly<{ not: V }>;
/** A regular expression that Grafana fills in: the variable of that name. */
export type Variable = Readonly<{ variable: string }>;
type Matcher<V extends string> = V | readonly V[] | Not<V> | Variable;

/** One value, any of several, any other, or what a variable of the dashboard says. A label or value that is not in the table does not compile. */
export type Matchers<K extends SeriesKey> = Readonly<
  Partial<{ [L in LabelOf<K>]: Matcher<ValueOf<K, L>> } & Record<TargetLabel | SamplesLabel | 'le', Matcher<string>>>
>;

/** What all selectors of a file or a dashboard have in common, as far as a metric has the label. */
export type Shared = Readonly<Partial<Record<AnyLabel, Matcher<string>>>>;

/** Of a histogram's series. */
type Suffix = '' | '_bucket' | '_sum' | '_count';

/** Expressions over the table of metrics, with the matchers that all of a file's selectors share. */
export type Select = <K extends SeriesKey>(key: K, matchers?: Matchers<K>) => string;

/** `matchers` narrow what `shared` finds, by the same label too. */
export function selector<K extends SeriesKey>(
  key: K,
  shared: Shared,
  matchers?: Matchers<K>,
  suffix: Suffix = '',
): string {
  return named(`${series[key].name}${suffix}`, shared, matchers ?? {});
}

/** Of a series that is not in the table: what is recorded of one that is. */
export function named(name: string, ...matchers: readonly Readonly<Partial<Record<string, Matcher<string>>>>[]) {
  const entries = matchers.flatMap((one) => Object.entries(one));
  const written = entries.flatMap(([label, matcher]) => (matcher === undefined ? [] : [asMatcher(label, matcher)]));
  return `${name}{${written.join(', ')}}`;
}

/** Of what is recorded of a metric. */
export function recorded<K extends SeriesKey>(record: string, _of: K, matchers: Matchers<K>): string {
  return named(record, matchers);
}

/** Selectors of what a scrape job found. */
export function selectorsOf(job: string): Select {
  return (key, matchers) => selector(key, { job }, matchers);
}

function asMatcher(label: string, matcher: Matcher<string>): string {
  if (typeof matcher === 'string') return `${label}="${escaped(matcher)}"`;
  if ('not' in matcher) return `${label}!="${escaped(matcher.not)}"`;
  if ('variable' in matcher) return `${label}=~"$${matcher.variable}"`;
  return `${label}=~"${matcher.map((value) => escaped(asRegex(value))).join('|')}"`;
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asRegex(value: string): string {
  return value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
