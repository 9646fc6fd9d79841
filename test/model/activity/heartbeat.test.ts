import { describe, expect, it } from 'vitest';
import { forcedEndAt, isRunning } from '../../../collector/model/activity/activity.js';
import { confirmedUntil } from '../../../collector/model/activity/confirmed.js';
import { becomesStaleAt, cannotHear, isStale, silence } from '../../../collector/model/activity/heartbeat.js';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { isStalled } from '../../../collector/model/execution/stalled.js';
import { context, descriptionAt, limits, newExecution, runningActivity, t0 } from '../../support/model.js';

describe('silence', () => {
  it.each([
    ['from the start of the attempt', {}, 5_000],
    ['from the last heartbeat', { lastHeartbeatAt: t0 + 2_000 }, 3_000],
    ['not from a heartbeat of an earlier attempt', { lastHeartbeatAt: t0 - 2_000 }, 5_000],
    ['not below 0 when the clocks differ', { lastHeartbeatAt: t0 + 6_000 }, 0],
  ])('is counted %s', (_, fields, ms) => {
    expect(silence(runningActivity(fields), t0 + 5_000)).toBe(ms);
  });
});

describe('a stale activity', () => {
  it('is one over 0.9 of its heartbeat timeout', () => {
    const activity = runningActivity({ heartbeatTimeoutMs: 30_000, lastHeartbeatAt: t0 + 1_000 });
    expect(becomesStaleAt(activity, limits)).toBe(t0 + 28_000);
    expect(isStale(activity, t0 + 28_000, limits)).toBe(false);
    expect(isStale(activity, t0 + 28_001, limits)).toBe(true);
  });

  it('is one that used to heartbeat and has been silent for --silent-after', () => {
    const activity = runningActivity({ lastHeartbeatAt: t0 + 1_000 });
    expect(becomesStaleAt(activity, limits)).toBe(t0 + 1_000 + limits.silentAfterMs);
  });

  it('is never one that cannot hear: its silence means nothing', () => {
    expect(cannotHear(runningActivity())).toBe(true);
    expect(isStale(runningActivity(), t0 + 86_400_000, limits)).toBe(false);
  });
});

describe('an activity whose options are not known', () => {
  const activity = runningActivity({ optionsUnknown: true });

  it('may have a heartbeat timeout: it is not said that it cannot hear', () => {
    expect(cannotHear(activity)).toBe(false);
  });

  it('is not stale, however long it is silent', () => {
    expect(becomesStaleAt(activity, limits)).toBeUndefined();
    expect(becomesStaleAt({ ...activity, lastHeartbeatAt: t0 + 1_000 }, limits)).toBeUndefined();
  });
});

describe('a stalled activity', () => {
  const beat = (at: number, detailsHash: number) =>
    descriptionAt(at, [runningActivity({ heartbeatTimeoutMs: 60_000, lastHeartbeatAt: at - 1_000, detailsHash })]);
  /** Observations every minute; the n-th shows the n-th details. */
  function stalledAfter(...details: number[]) {
    let execution = newExecution();
    details.forEach((hash, minute) => {
      execution = foldDescription(execution, beat(t0 + (minute + 1) * 60_000, hash), context).execution;
    });
    const [attempt] = execution.attempts.values();
    if (attempt === undefined) throw new Error('no attempt');
    return isStalled(attempt, limits);
  }

  it('is one whose details changed once and then stayed the same over --stalled-after', () => {
    expect(stalledAfter(1, 2, 2, 2, 2, 2, 2)).toBe(false);
    expect(stalledAfter(1, 2, 2, 2, 2, 2, 2, 2)).toBe(true);
  });

  it('is not one whose details never changed: they may be no progress', () => {
    expect(stalledAfter(1, 1, 1, 1, 1, 1, 1, 1, 1)).toBe(false);
  });

  it('is not one that moves on', () => {
    expect(stalledAfter(1, 2, 2, 2, 2, 2, 2, 3)).toBe(false);
  });

  it('is not told of one whose details are encrypted: they differ although they may be the same', () => {
    let execution = newExecution();
    for (let minute = 1; minute <= 10; minute++) {
      const at = t0 + minute * 60_000;
      const fields = { heartbeatTimeoutMs: 60_000, lastHeartbeatAt: at - 1_000, detailsEncrypted: true };
      const hash = Math.min(minute, 3);
      const described = descriptionAt(at, [runningActivity({ ...fields, detailsHash: hash })]);
      execution = foldDescription(execution, described, context).execution;
    }
    const [attempt] = execution.attempts.values();
    expect(attempt && isStalled(attempt, limits)).toBe(false);
  });

  it('is not one that has stopped heartbeating: that is stale', () => {
    let execution = newExecution();
    for (const hash of [1, 2]) execution = foldDescription(execution, beat(t0 + 60_000, hash), context).execution;
    const silent = runningActivity({ heartbeatTimeoutMs: 60_000, lastHeartbeatAt: t0 + 59_000, detailsHash: 2 });
    const [attempt] = foldDescription(
      execution,
      descriptionAt(t0 + 600_000, [silent]),
      context,
    ).execution.attempts.values();
    expect(attempt && isStalled(attempt, limits)).toBe(false);
  });
});

describe('an attempt', () => {
  it.each([
    ['started', true],
    ['cancel_requested', true],
    ['scheduled', false],
    ['paused', false],
    ['pause_requested', true],
  ] as const)('in state %s counts as running: %s', (state, runs) => {
    expect(isRunning(runningActivity({ state }))).toBe(runs);
  });

  it('that was never dispatched does not run, even if its cancellation is requested', () => {
    const { attemptStartedAt: _, ...undispatched } = runningActivity({ state: 'cancel_requested' });
    expect(isRunning(undispatched)).toBe(false);
  });

  it.each([
    [{ startToCloseTimeoutMs: 5_000 }, t0 + 5_000],
    [{ expiresAt: t0 + 7_000 }, t0 + 7_000],
    [{ startToCloseTimeoutMs: 5_000, expiresAt: t0 + 3_000 }, t0 + 3_000],
    [{}, undefined],
    [{ startToCloseTimeoutMs: 5_000, expiresAt: t0 + 3_000, paused: true }, undefined],
    // A standalone one: its timeouts are enforced.
    [{ startToCloseTimeoutMs: 5_000, state: 'pause_requested' }, t0 + 5_000],
  ] as const)('with %j is ended by the server at the earliest of its timeouts', (fields, at) => {
    expect(forcedEndAt(runningActivity(fields))).toBe(at);
  });
});

describe('an age', () => {
  it('grows for 60 s after the description that last confirmed it, and no further', () => {
    expect(confirmedUntil(t0, t0 + 59_000)).toBe(t0 + 59_000);
    expect(confirmedUntil(t0, t0 + 61_000)).toBe(t0 + 60_000);
  });
});
