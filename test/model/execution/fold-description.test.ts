import { expect, it } from 'vitest';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { context, descriptionAt, newExecution, runningActivity, t0 } from '../../support/model.js';

const second = { attempt: 2, lastAttemptTimedOut: true } as const;
const running = foldDescription(
  newExecution(),
  descriptionAt(t0 + 5_000, [runningActivity(second)]),
  context,
).execution;
const givenUpBy = (...args: Parameters<typeof descriptionAt>) =>
  foldDescription(running, descriptionAt(...args), context).effects.filter(({ kind }) => kind === 'given_up');

it('does not take an attempt for given up that is asked to pause, because the one before it timed out', () => {
  expect(givenUpBy(t0 + 10_000, [{ ...runningActivity(second), state: 'pause_requested' }])).toEqual([]);
});

it('takes an attempt for given up that has timed out and is followed by another', () => {
  expect(givenUpBy(t0 + 10_000, [{ ...runningActivity(second), attempt: 3, state: 'scheduled' }])).toHaveLength(1);
});

it('keeps no copy of activities that are as they were, and takes over each change', () => {
  const unchanged = foldDescription(running, descriptionAt(t0 + 10_000, [runningActivity(second)]), context).execution;
  expect(unchanged.activities).toBe(running.activities);
  expect(unchanged.attempts.get('5')?.activity).toBe(running.activities[0]);
  const heard = { ...second, lastHeartbeatAt: t0 + 9_000 };
  const changed = foldDescription(unchanged, descriptionAt(t0 + 15_000, [runningActivity(heard)]), context).execution;
  expect(changed.activities).toEqual([runningActivity(heard)]);
  const silent = foldDescription(changed, descriptionAt(t0 + 20_000, [runningActivity(second)]), context).execution;
  expect(silent.activities).toEqual([runningActivity(second)]);
});
