import { describe, expect, test } from 'vitest';
import { faultsOf } from './support/faults.js';

const job = '{job=~"$job"}';
const range = { instant: false };

describe('the check of an expression', () => {
  test.each([
    ['a syntax error', `sum(rate(deadbeat_wasted_seconds_total${job}[$__rate_interval])`],
    ['a metric that is not exported', `sum(deadbeat_wasted_minutes${job})`],
    ['a label that the metric lacks', 'sum(deadbeat_up{job=~"$job", task_queue="a"})'],
    ['a grouping by a label that the metric lacks', `sum by (reason) (deadbeat_activities${job})`],
    ['a selector for all jobs', 'sum(deadbeat_activities)'],
    ['a rate of a gauge', `sum(rate(deadbeat_activities${job}[$__rate_interval]))`],
    ['a counter that is not rated', `sum(deadbeat_wasted_seconds_total${job})`],
    ['a histogram that is not rated', `histogram_quantile(0.9, sum by (le) (deadbeat_pass_seconds_bucket${job}))`],
    ['a rate over a fixed time', `sum(rate(deadbeat_wasted_seconds_total${job}[5m]))`],
    ['an increase over the range at each point', `sum(increase(deadbeat_wasted_seconds_total${job}[$__range]))`],
  ])('finds %s', (_what, expression) => {
    expect(faultsOf(expression, range)).toHaveLength(1);
  });

  test.each([
    ['a rate of a counter', `sum by (reason) (rate(deadbeat_wasted_seconds_total${job}[$__rate_interval]))`, false],
    ['an increase over the range, asked once', `sum(increase(deadbeat_wasted_seconds_total${job}[$__range]))`, true],
    [
      'an increase up to the end of the range',
      `sum(increase(deadbeat_wasted_seconds_total${job}[$__range] @ end()))`,
      false,
    ],
    ['a gauge times a price', `sum(deadbeat_cancel_requested_activities${job}) * $price`, false],
  ])('accepts %s', (_what, expression, instant) => {
    expect(faultsOf(expression, { instant })).toEqual([]);
  });
});
