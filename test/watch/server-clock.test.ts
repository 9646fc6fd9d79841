import { describe, expect, it } from 'vitest';
import { createServerClock, observeClock } from '../../collector/watch/server-clock.js';
import { descriptionAt, newExecution, runningActivity, t0 } from '../support/model.js';

it('starts that lie ahead of our clock prove by how much at least it is behind', () => {
  const clock = createServerClock({ wallMs: () => t0, monotonicMs: () => 0 });
  for (const runId of ['a', 'b'])
    observeClock(
      clock,
      { ...newExecution(), runId },
      descriptionAt(t0, [runningActivity({ attemptStartedAt: t0 + 3_000 })]),
    );
  expect(clock.offset.offsetMs).toBe(-3_000);
  expect(clock.now()).toBe(t0 + 3_000);
  expect(clock.rawNow()).toBe(t0);
});

it('what was known before proves nothing new', () => {
  const clock = createServerClock({ wallMs: () => t0, monotonicMs: () => 0 });
  const activity = runningActivity({ attemptStartedAt: t0 + 3_000 });
  observeClock(clock, { ...newExecution(), activities: [activity] }, descriptionAt(t0, [activity]));
  expect(clock.offset.offsetMs).toBe(0);
});

describe('while the machine’s clock is set', () => {
  const hour = 3_600_000;
  const machine = (wallMs: number) => ({ wall: wallMs, monotonic: 0 });
  const clockOf = (at: { wall: number; monotonic: number }) =>
    createServerClock({ wallMs: () => at.wall, monotonicMs: () => at.monotonic });

  it.each([
    ['back by an hour', -hour],
    ['forward by an hour', hour],
    ['forward by 30 days', 30 * 24 * hour],
  ])('%s, time passes evenly: no second is invented or lost', (_, stepMs) => {
    const at = machine(t0);
    const clock = clockOf(at);
    at.monotonic += 5_000;
    at.wall += 5_000 + stepMs;
    expect(clock.now()).toBe(t0 + 5_000);
  });

  it('right, after it had been wrong from the start, it is followed as soon as the server’s timestamps show that', () => {
    const at = machine(0);
    const clock = clockOf(at);
    at.wall = t0;
    clock.heard('a', t0 - 1_000);
    expect(clock.rawNow()).toBe(t0);
    expect(clock.now()).toBe(t0);
  });

  it('to a time that the server has passed already, it is not followed', () => {
    const at = machine(t0);
    const clock = clockOf(at);
    at.wall = t0 + hour;
    clock.heard('a', t0 + 2 * hour);
    expect(clock.rawNow()).toBe(t0);
  });
});
