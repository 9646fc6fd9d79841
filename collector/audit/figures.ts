import { inSeconds } from '../text/duration.js';

type Interval = readonly [low: number, high: number] | null;

/** A total with its 95 % interval where it was estimated: `1h2m3s (40m to 1h20m)`. */
export function durationFigure(seconds: number, interval: Interval): string {
  if (interval === null) return inSeconds(seconds);
  const [low, high] = interval.map((bound) => inSeconds(roundToScale(bound))) as [string, string];
  return `${inSeconds(roundToScale(seconds))} (${low} to ${high})`;
}

/** Estimates are not written to the second: to the minute above ten hours, to ten seconds above ten minutes. */
function roundToScale(seconds: number): number {
  const step = seconds > 36_000 ? 60 : seconds > 600 ? 10 : 1;
  return Math.round(seconds / step) * step;
}

export function money(amount: number, currency: string | null): string {
  return `${amount.toFixed(2)} ${currency ?? ''}`.trim();
}
