import { type SeriesKey, series } from './metrics.js';

/** What dashboards read over their whole time range, and what is recorded of it for long ones. */
const operations = {
  wastedSeconds: 'increase5m',
  lostSeconds: 'increase5m',
  orphanedExposure: 'increase5m',
  cancelToEnd: 'increase5m',
  activities: 'avg5m',
} as const satisfies Partial<Record<SeriesKey, string>>;

export type RecordedKey = keyof typeof operations;

/** As long as each window of what is recorded. */
export const recordedEvery = '5m';
export const recordedEverySeconds = 300;

/** From this range on, dashboards read what is recorded. */
export const longRangeSeconds = 12 * 3600;

/** All that is recorded for long ranges has this label, and nothing that is scraped does. */
export const samplesLabel = 'samples';
export const recordedSamples = 'recorded';

/** 1 for each cluster and scrape job whenever the rest was recorded. */
export const recordedMarker = 'cluster_job:deadbeat_long_ranges:recorded';

export function isRecorded(key: SeriesKey): key is RecordedKey {
  return key in operations;
}

/** Keeps all labels of the metric, those of its target too. */
export function longRangeRecord(key: RecordedKey): string {
  const { name, type } = series[key];
  return `instance:${name.replace(/_total$/, '')}${type === 'histogram' ? '_bucket' : ''}:${operations[key]}`;
}
