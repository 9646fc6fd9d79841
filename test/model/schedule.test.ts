import { describe, expect, it } from 'vitest';
import type { Activity } from '../../collector/model/activity/activity.js';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import { schedule } from '../../collector/model/schedule.js';
import { context, limits, lookAt, newExecution, runningActivity, t0 } from '../support/model.js';

/** How long after a look at t0 + 1 s the next one is due. */
function dueAfter(activities: readonly Activity[]): number {
  const at = t0 + 1_000;
  const { execution } = foldDescription(newExecution(), lookAt(at, activities), context);
  return (schedule(execution, at, limits) ?? Number.NaN) - at;
}

describe('the next look', () => {
  it('is due at once at a new execution', () => {
    expect(schedule(newExecution(), t0 + 7, limits)).toBe(t0 + 7);
  });

  it('is due soonest where a cancellation was requested', () => {
    const cancelled = dueAfter([runningActivity({ state: 'cancel_requested' })]);
    const active = dueAfter([runningActivity()]);
    expect(cancelled).toBe(2_000);
    expect(active).toBe(5_000);
  });

  it('is due as soon as the activity becomes overdue', () => {
    expect(dueAfter([runningActivity({ heartbeatTimeoutMs: 4_000 })])).toBe(2_601);
  });

  it('is not due earlier for one that is overdue already', () => {
    expect(dueAfter([runningActivity({ heartbeatTimeoutMs: 1_000 })])).toBe(5_000);
  });

  it('is due as soon as the grace of one that was told is over', () => {
    const cancelled = (lastHeartbeatAt: number) => [
      runningActivity({ state: 'cancel_requested', heartbeatTimeoutMs: 60_000, lastHeartbeatAt }),
    ];
    let { execution } = foldDescription(newExecution(), lookAt(t0 + 1_000, cancelled(t0 + 500)), context);
    execution = foldDescription(execution, lookAt(t0 + 3_000, cancelled(t0 + 2_000)), context).execution;
    execution = foldDescription(execution, lookAt(t0 + 11_500, cancelled(t0 + 2_000)), context).execution;
    expect(schedule(execution, t0 + 11_500, limits)).toBe(t0 + 12_001);
  });

  it('never comes once the execution has closed', () => {
    const { execution } = foldDescription(newExecution(), lookAt(t0 + 1_000, [], { closedAt: t0 + 900 }), context);
    expect(schedule(execution, t0 + 1_000, limits)).toBeUndefined();
  });
});
