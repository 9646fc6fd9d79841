import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../collector/model/activity/activity.js';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { descriptionWanted, historyWanted, observedBy } from '../../../collector/model/schedule/wanted.js';
import { context, descriptionAt, limits, newExecution, runningActivity, t0 } from '../../support/model.js';

/** The next description that is wanted after one at t0 + 1 s. */
function wantedAfter(activities: readonly Activity[]) {
  const at = t0 + 1_000;
  const { execution } = foldDescription(newExecution(), descriptionAt(at, activities), context);
  return descriptionWanted(execution, at, limits);
}

describe('the next description', () => {
  it('is wanted at once at an execution that has just started', () => {
    expect(descriptionWanted(newExecution(), t0 + 7, limits)).toMatchObject({ urgency: 'new' });
  });

  it('is left to the price where an execution had been open for long when it was found', () => {
    const old = { ...newExecution(), startedAt: t0 - 3_600_000, discoveredAt: t0 };
    expect(descriptionWanted(old, t0, limits)).toMatchObject({ urgency: 'unseen' });
  });

  it('goes by what runs', () => {
    expect(wantedAfter([runningActivity({ state: 'cancel_requested' })])).toMatchObject({
      urgency: 'cancel_requested',
    });
    expect(wantedAfter([runningActivity()])).toMatchObject({ urgency: 'active', ageMs: 0 });
    expect(wantedAfter([])).toMatchObject({ urgency: 'idle', ageMs: 0 });
  });

  it('comes as soon as the activity becomes overdue', () => {
    expect(wantedAfter([runningActivity({ heartbeatTimeoutMs: 4_000 })])).toMatchObject({ withinMs: 2_601 });
  });

  it('comes no earlier for one that is overdue already', () => {
    expect(wantedAfter([runningActivity({ heartbeatTimeoutMs: 1_000 })])).not.toHaveProperty('withinMs');
  });

  it('comes as soon as the grace of one that was told is over', () => {
    const cancelled = (lastHeartbeatAt: number) => [
      runningActivity({ state: 'cancel_requested', heartbeatTimeoutMs: 60_000, lastHeartbeatAt }),
    ];
    let { execution } = foldDescription(newExecution(), descriptionAt(t0 + 1_000, cancelled(t0 + 500)), context);
    execution = foldDescription(execution, descriptionAt(t0 + 3_000, cancelled(t0 + 2_000)), context).execution;
    execution = foldDescription(execution, descriptionAt(t0 + 11_500, cancelled(t0 + 2_000)), context).execution;
    expect(descriptionWanted(execution, t0 + 11_500, limits)).toMatchObject({ withinMs: 501 });
  });

  describe('where a retry is pending', () => {
    const retrying = (nextAttemptAt: number, activityId = '5'): Activity => ({
      ...{ activityId, activityType: 'charge', taskQueue: 'work' },
      ...{ state: 'scheduled', attempt: 2, nextAttemptAt },
    });

    it('waits until the first one starts, and then counts from there as for what runs', () => {
      const wanted = wantedAfter([retrying(t0 + 61_000), retrying(t0 + 31_000, '6')]);
      expect(wanted).toMatchObject({ urgency: 'starting', startsInMs: 30_000, ageMs: 0 });
    });

    it('goes by what runs besides', () => {
      const wanted = wantedAfter([retrying(t0 + 31_000), runningActivity({ activityId: '6' })]);
      expect(wanted).toMatchObject({ urgency: 'active' });
      expect(wanted).not.toHaveProperty('startsInMs');
    });

    it.each([
      ['has started by then', t0 + 900],
      ['is far away', t0 + 3_600_000],
    ])('does not wait for one that %s', (_, nextAttemptAt) => {
      const wanted = wantedAfter([retrying(nextAttemptAt)]);
      expect(wanted).toMatchObject({ urgency: 'idle' });
      expect(wanted).not.toHaveProperty('startsInMs');
    });

    it('does not wait for one that a cancellation of the workflow may prevent', () => {
      const seen = descriptionAt(t0 + 1_000, [retrying(t0 + 31_000)], { workflowCancelRequested: true });
      const { execution } = foldDescription(newExecution(), seen, context);
      expect(descriptionWanted(execution, t0 + 1_000, limits)).toMatchObject({ urgency: 'idle' });
    });

    it('teaches the scheduler what was running since its start, and no rate of new activities', () => {
      const seen = descriptionAt(t0 + 1_000, [retrying(t0 + 31_000)]);
      const before = foldDescription(newExecution(), seen, context).execution;
      const early = foldDescription(before, descriptionAt(t0 + 21_000, [retrying(t0 + 31_000)]), context).execution;
      expect(observedBy(before, early)).toMatchObject({ before: 'idle', after: 'idle', seconds: 20 });
      const running = [runningActivity({ attempt: 2, attemptStartedAt: t0 + 31_000 })];
      const after = foldDescription(before, descriptionAt(t0 + 36_000, running), context).execution;
      expect(observedBy(before, after)).toMatchObject({ before: 'active', after: 'active', seconds: 5 });
    });
  });

  it('never comes once the execution has closed', () => {
    const { execution } = foldDescription(
      newExecution(),
      descriptionAt(t0 + 1_000, [], { closedAt: t0 + 900 }),
      context,
    );
    expect(descriptionWanted(execution, t0 + 1_000, limits)).toBeUndefined();
  });
});

it('history is urgent where a cancellation was requested', () => {
  const at = t0 + 1_000;
  const cancelled = [runningActivity({ state: 'cancel_requested' })];
  const { execution } = foldDescription(newExecution(), descriptionAt(at, cancelled), context);
  expect(historyWanted(execution)).toMatchObject({ urgency: 'urgent_history' });
  const { execution: idle } = foldDescription(newExecution(), descriptionAt(at, []), context);
  expect(historyWanted(idle)).toMatchObject({ urgency: 'history' });
});

it('the scheduler learns what was running before a description, and by how much the history grew', () => {
  const first = foldDescription(newExecution(), descriptionAt(t0 + 1_000, [], { historyLength: 4 }), context).execution;
  expect(observedBy(newExecution(), first)).toMatchObject({ before: undefined, grownEvents: 4 });
  const running = [runningActivity()];
  const second = foldDescription(first, descriptionAt(t0 + 6_000, running, { historyLength: 7 }), context).execution;
  expect(observedBy(first, second)).toEqual({
    workflowType: first.workflowType,
    before: 'idle',
    after: 'active',
    grownEvents: 3,
    seconds: 5,
  });
  expect(observedBy(second, { ...second, examinedUpTo: 7 })).toBeUndefined();
});
