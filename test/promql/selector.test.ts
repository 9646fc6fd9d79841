import { expect, it } from 'vitest';
import { selector, selectorsOf } from '../../promql/selector.js';

it('A selector names the metric of the table, and a list of values becomes one regular expression.', () => {
  const select = selectorsOf('deadbeat');
  expect(select('up')).toBe('deadbeat_up{job="deadbeat"}');
  expect(select('cancelRequested', { reason: ['silent', 'no_heartbeat'], task_queue: 'q' })).toBe(
    'deadbeat_cancel_requested_activities{job="deadbeat", reason=~"silent|no_heartbeat", task_queue="q"}',
  );
  expect(select('temporalRequests', { code: { not: 'OK' } })).toBe(
    'deadbeat_temporal_requests_total{job="deadbeat", code!="OK"}',
  );
  expect(selector('up', { job: { variable: 'job' } })).toBe('deadbeat_up{job=~"$job"}');
});

it('Values are taken literally: quotes and characters of regular expressions are escaped.', () => {
  const select = selectorsOf('a"b');
  expect(select('activities', { task_queue: ['a.b', 'c|d'] })).toBe(
    'deadbeat_activities{job="a\\"b", task_queue=~"a\\\\.b|c\\\\|d"}',
  );
});

it('A label that the metric does not have, and a value outside of its domain, do not compile.', () => {
  const select = selectorsOf('deadbeat');
  // @ts-expect-error: deadbeat_up has no task queue.
  expect(select('up', { task_queue: 'q' })).toContain('task_queue');
  // @ts-expect-error: not a reason.
  expect(select('cancelRequested', { reason: 'tired' })).toContain('tired');
  // @ts-expect-error: slots are used or free.
  expect(select('workerSlots', { state: ['used', 'started'] })).toContain('started');
});
