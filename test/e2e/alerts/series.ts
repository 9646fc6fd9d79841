import { type SeriesKey, series as table } from '../../../promql/metrics.js';
import { type InputSeries, stepSeconds } from './promtool.js';

/** What a series does between two instants, in seconds; `undefined`: it is not there. */
export type Value = number | undefined;
export type At = (second: number) => Value;

/** Labels of a target of Prometheus. */
export type Target = Readonly<{ instance: string; cluster?: string; [other: string]: string | undefined }>;

export const target = { job: 'deadbeat', instance: 'collector:9810' };

type Labels<K extends SeriesKey> = Readonly<Record<(typeof table)[K]['labels'][number], string>>;

/** A series of the metrics table as it is scraped, up to `seconds`. */
export function scraped<K extends SeriesKey>(
  key: K,
  labels: Labels<K>,
  seconds: number,
  at: At,
  of: Target = target,
): InputSeries {
  return { series: selector(table[key].name, { ...labels, ...target, ...of }), values: valuesOf(seconds, at), at };
}

export function targetUp(seconds: number, at: At, of: Target = target): InputSeries {
  return { series: selector('up', { ...target, ...of }), values: valuesOf(seconds, at), at };
}

function selector(name: string, labels: Readonly<Record<string, string | undefined>>): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${matchers.join(', ')}}`;
}

/** When Prometheus scrapes: each `every` seconds from `offset` on; a scrape that is lost ends all series of the target. */
export type Scraping = Readonly<{ every: number; offset: number; isLost: (scrape: number) => boolean }>;

/** The finest grid on which such scrapes are written. */
export const scrapeGridSeconds = 5;

/** The same, found by other scrapes. */
export function scrapedBy({ every, offset, isLost }: Scraping, seconds: number, input: InputSeries): InputSeries {
  const { series, at } = input;
  if (at === undefined) throw new Error(`${series} cannot be scraped again`);
  const isTarget = series.startsWith('up{');
  const found = (second: number) => {
    const scrape = (second - offset) / every;
    if (!Number.isInteger(scrape) || scrape < 0) return 'none';
    const value = at(second);
    // A target that is gone is not scraped: nothing of it can be lost.
    if (isLost(scrape)) return isTarget && value !== undefined ? 0 : undefined;
    return value;
  };
  return { series, values: written(seconds, scrapeGridSeconds, found), at };
}

/** A series that goes is marked stale, as Prometheus does when a scrape no longer has it. */
export function valuesOf(seconds: number, at: At): string {
  return written(seconds, stepSeconds, at);
}

/** `none`: no scrape at that moment. */
function written(seconds: number, step: number, at: (second: number) => Value | 'none'): string {
  let before: Value;
  const values: string[] = [];
  for (let second = 0; second <= seconds; second += step) {
    const value = at(second);
    if (value === 'none') {
      values.push('_');
      continue;
    }
    if (value !== undefined) values.push(String(Number(value.toFixed(3))));
    else values.push(before === undefined ? '_' : 'stale');
    before = value;
  }
  return compress(values).join(' ');
}

/** Runs of the same value are written once: `3x20`. */
function compress(values: readonly string[]): string[] {
  const runs: { value: string; times: number }[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.value === value && value !== 'stale') last.times += 1;
    else runs.push({ value, times: 1 });
  }
  return runs.map(({ value, times }) => {
    if (times === 1) return value;
    return value === '_' ? `_x${times}` : `${value}x${times - 1}`;
  });
}

export const between =
  <T extends Value>(from: number, to: number, value: number, otherwise?: T) =>
  (second: number): number | T =>
    second >= from && second < to ? value : (otherwise as T);

/** A counter that grows by `perSecond` between two instants. */
export const growing =
  (from: number, to: number, perSecond: number) =>
  (second: number): number =>
    perSecond * Math.min(Math.max(0, second - from), to - from);
