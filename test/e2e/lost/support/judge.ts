import { expect } from 'vitest';
import type { Exposition, Labels } from '../../../support/exposition.js';
import type { Recorder } from './recorder.js';
import { type Cancelled, wastedMs } from './truth.js';

/** What the account says of an activity type is what history says: seconds, ends, and nothing claimed too early. */
export function expectAccount(recorder: Recorder, activityType: string, truth: readonly Cancelled[]): void {
  const { metrics } = recorder.last;
  const counted = 1000 * (metrics.sum('deadbeat_wasted_seconds_total', { activity_type: activityType }) ?? 0);
  const expected = wastedMs(truth);
  expect(Math.abs(counted - expected), `${counted} ms counted, ${expected} ms by history`).toBeLessThanOrEqual(5);
  expect(endsOf(metrics, { activity_type: activityType })).toEqual(outcomesOf(truth));
  expectNeverAhead(recorder, activityType, truth);
}

function expectNeverAhead(recorder: Recorder, activityType: string, truth: readonly Cancelled[]): void {
  let before = 0;
  for (const { metrics, answeredAt } of recorder.shown) {
    const counted = 1000 * (metrics.sum('deadbeat_wasted_seconds_total', { activity_type: activityType }) ?? 0);
    expect(counted).toBeGreaterThanOrEqual(before);
    expect(counted).toBeLessThanOrEqual(wastedMs(truth, answeredAt) + 5);
    before = counted;
  }
}

/** How many cancelled activities ended in which way, by the histogram. */
export function endsOf(metrics: Exposition, labels: Labels): Record<string, number> {
  const counts = metrics.all('deadbeat_cancel_to_end_seconds_count', labels);
  return Object.fromEntries(counts.map((sample) => [sample.labels.outcome, sample.value]));
}

export function outcomesOf(truth: readonly Cancelled[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of truth) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
