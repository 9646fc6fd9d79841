import { type MetricDefinition, type MetricKey, metrics } from '../../../collector/metrics/definitions.js';
import type { LabelOf } from '../../../promql/metrics.js';
import { type InputSeries, stepSeconds } from './promtool.js';

/** What a series does between two instants, in seconds; `undefined`: it is not there. */
export type Value = number | undefined;
export type At = (second: number) => Value;

export const target = { job: 'deadbeat', instance: 'collector:9810' };

/** A series of the metrics table as it is scraped, up to `seconds`. */
export function scraped<K extends MetricKey>(
  key: K,
  labels: Readonly<Record<LabelOf<K>, string>>,
  seconds: number,
  at: At,
  instance = target.instance,
): InputSeries {
  const { name }: MetricDefinition = metrics[key];
  return { series: selector(name, { ...labels, ...target, instance }), values: valuesOf(seconds, at) };
}

export function targetUp(seconds: number, at: At, instance = target.instance): InputSeries {
  return { series: selector('up', { ...target, instance }), values: valuesOf(seconds, at) };
}

function selector(name: string, labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${matchers.join(', ')}}`;
}

/** A series that goes is marked stale, as Prometheus does when a scrape no longer has it. */
export function valuesOf(seconds: number, at: At): string {
  let before: Value;
  const values: string[] = [];
  for (let second = 0; second <= seconds; second += stepSeconds) {
    const value = at(second);
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
