import { inMs } from '../../../alerts/threshold-kinds.js';
import type { Reason } from '../../../collector/model/activity/reason.js';
import type { InputSeries } from './promtool.js';
import { type At, between, scraped } from './series.js';

export const kind = {
  namespace: 'shop',
  task_queue: 'reports',
  workflow_type: 'MonthEnd',
  activity_type: 'GenerateLargeReport',
} as const;
export const queue = { namespace: kind.namespace, task_queue: kind.task_queue } as const;

/** The condition of an alert, at its threshold or just under it, between two instants. */
export type Scenario = Readonly<{
  alert: string;
  severity: 'critical' | 'warning' | 'info';
  labels: Readonly<Record<string, string>>;
  summary: string;
  /** Those of a collector that is well stand aside for series of the same name. */
  series: (from: number, to: number, level: 'at' | 'under', end: number) => readonly InputSeries[];
  /** Seconds from the beginning of the condition in the series until the rule sees it; and how long it lingers. */
  seenAfter?: number;
  lingers?: number;
  /** Is about activities: it must not fire on gauges that only outlived a failed pass. */
  needsPasses: boolean;
}>;

export const seconds = (duration: string) => inMs(duration) / 1000;
export const activities = 'Activities of type GenerateLargeReport on task queue reports';

export const cancelled =
  (reason: Reason, age: number, count: number): Scenario['series'] =>
  (from, to, level, end) => {
    const isAt = level === 'at';
    const oldest = between(from, to, isAt ? age + 1 : age);
    return [
      scraped('cancelRequestedOldest', { ...kind, reason }, end, count > 0 || isAt ? oldest : () => undefined),
      scraped('cancelRequested', { ...kind, reason }, end, between(from, to, isAt ? Math.max(1, count) : count)),
    ];
  };

export const whole =
  (key: 'stale' | 'stalled' | 'lost' | 'orphaned' | 'unreachableExposure', limit: number): Scenario['series'] =>
  (from, to, level, end) => [scraped(key, kind, end, between(from, to, level === 'at' ? limit : limit - 1))];

export const severalOf =
  (...parts: readonly Scenario['series'][]): Scenario['series'] =>
  (...args) =>
    parts.flatMap((part) => part(...args));

export const always =
  (series: (at: At, end: number) => InputSeries, value: number): Scenario['series'] =>
  (_from, _to, _level, end) => [series(() => value, end)];

export const slots = (state: 'used' | 'free', value: number) =>
  always((at, end) => scraped('workerSlots', { ...queue, state }, end, at), value);

/** There, but not between two instants. */
export function without(from: number, to: number): At {
  return (second) => (second >= from && second < to ? undefined : 1);
}
