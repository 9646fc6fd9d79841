import { expect, it } from 'vitest';
import { PendingTimers } from '../../../collector/model/schedule/pending-timers.js';

const idle = { urgency: 'idle', workflowType: 'sleeper' } as const;
const described = { workflowType: 'sleeper', before: 'idle', after: 'active', grownEvents: 3, seconds: 50 } as const;

/** Of an execution whose timer fires at 40 s. */
function pending(): PendingTimers {
  const timers = new PendingTimers();
  timers.read('sleeps', 40_000);
  return timers;
}

it('an idle execution waits for its timer, and no other one does', () => {
  expect(pending().wanted('sleeps', idle, 10_000)).toEqual({ ...idle, urgency: 'starting', startsInMs: 30_000 });
  expect(pending().wanted('another', idle, 10_000)).toEqual(idle);
  const active = { ...idle, urgency: 'active' } as const;
  expect(pending().wanted('sleeps', active, 10_000)).toEqual(active);
});

it('a timer that is over, or fires late, is not waited for', () => {
  expect(pending().wanted('sleeps', idle, 40_000)).toEqual(idle);
  expect(pending().wanted('sleeps', idle, -3_600_000)).toEqual(idle);
});

it('after the timer the execution counts as running since then, once', () => {
  const timers = pending();
  expect(timers.observed('sleeps', described, 39_000)).toEqual(described);
  expect(timers.observed('sleeps', described, 45_000)).toEqual({ ...described, before: 'active', seconds: 5 });
  expect(timers.observed('sleeps', described, 45_000)).toEqual(described);
});

it('a history that shows no timer ends the wait', () => {
  const timers = pending();
  timers.read('sleeps', undefined);
  expect(timers.wanted('sleeps', idle, 10_000)).toEqual(idle);
});
