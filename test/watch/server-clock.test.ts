import { expect, it } from 'vitest';
import { createServerClock, observeClock } from '../../collector/watch/server-clock.js';
import { lookAt, newExecution, runningActivity, t0 } from '../support/model.js';

it('starts that lie ahead of our clock prove by how much at least it is behind', () => {
  const clock = createServerClock(() => t0);
  for (const runId of ['a', 'b'])
    observeClock(clock, { ...newExecution(), runId }, lookAt(t0, [runningActivity({ attemptStartedAt: t0 + 3_000 })]));
  expect(clock.offset.offsetMs).toBe(-3_000);
  expect(clock.now()).toBe(t0 + 3_000);
  expect(clock.rawNow()).toBe(t0);
});

it('what was known before proves nothing new', () => {
  const clock = createServerClock(() => t0);
  const activity = runningActivity({ attemptStartedAt: t0 + 3_000 });
  observeClock(clock, { ...newExecution(), activities: [activity] }, lookAt(t0, [activity]));
  expect(clock.offset.offsetMs).toBe(0);
});
