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
