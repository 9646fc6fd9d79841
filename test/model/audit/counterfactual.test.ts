import { describe, expect, it } from 'vitest';
import type { ActivityRun } from '../../../collector/model/audit/activity-run.js';
import { heartbeatSilenceMs, savedAtMostMs, silentWaitsOf } from '../../../collector/model/audit/counterfactual.js';

const t0 = Date.UTC(2026, 0, 1);
const run = (more: Partial<ActivityRun>): ActivityRun => ({
  activityId: '1',
  activityType: 'importOrders',
  taskQueue: 'orders',
  scheduledAt: t0,
  startedAt: t0,
  startToCloseTimeoutMs: 120_000,
  ...more,
});

describe('with a heartbeat timeout', () => {
  it('a 2-minute activity cancelled after one second would have wasted 7 s instead of 119 s', () => {
    const cancelled = run({
      cancelRequestedAt: t0 + 1_000,
      end: { at: t0 + 120_000, outcome: 'timed_out', ran: true },
    });
    expect(savedAtMostMs(cancelled, 119_000, 10_000)).toEqual({ wasteMs: 112_000, waitMs: 0 });
  });

  it('one that heard in time saves nothing', () => {
    const heard = run({ cancelRequestedAt: t0 + 1_000, end: { at: t0 + 3_000, outcome: 'canceled', ran: true } });
    expect(savedAtMostMs(heard, 2_000, 10_000)).toEqual({ wasteMs: 0, waitMs: 0 });
  });

  it('the wait for a dead worker would have ended with the first missed heartbeat', () => {
    const end = { at: t0 + 120_000, outcome: 'timed_out', ran: true, timeout: 'start_to_close' } as const;
    expect(silentWaitsOf(run({ end }))).toEqual([120_000]);
    expect(savedAtMostMs(run({ end }), 0, 10_000)).toEqual({ wasteMs: 0, waitMs: 110_000 });
  });

  it('an attempt before the last one counts, too, as far as history shows', () => {
    const retried = run({
      ...{ startedAt: t0 + 121_000, attempt: 2, retriedAfter: 'start_to_close' },
      end: { at: t0 + 130_000, outcome: 'completed', ran: true },
    });
    expect(silentWaitsOf(retried)).toEqual([120_000]);
  });

  it('several attempts before the last one count as if the same timeout had ended them all: that is the bound', () => {
    const end = { at: t0 + 152_000, outcome: 'timed_out', ran: true, timeout: 'start_to_close' } as const;
    const thrice = { startToCloseTimeoutMs: 50_000, attempt: 3, retriedAfter: 'start_to_close', end } as const;
    expect(silentWaitsOf(run({ ...thrice, startedAt: t0 + 102_000 }))).toEqual([50_000, 50_000, 50_000]);
    expect(silentWaitsOf(run({ ...thrice, startedAt: t0 + 60_000 }))).toEqual([92_000, 50_000, 10_000]);
  });

  it('the silence before a heartbeat timeout counts of the attempt before the last one, too', () => {
    const retried = run({
      ...{ heartbeatTimeoutMs: 10_000, startedAt: t0 + 14_000, attempt: 2, retriedAfter: 'heartbeat' },
      end: { at: t0 + 19_000, outcome: 'completed', ran: true },
    });
    expect(heartbeatSilenceMs(retried)).toBe(10_000);
  });

  it('what a heartbeat timeout ended is not a silent wait: that silence is known', () => {
    const end = { at: t0 + 30_000, outcome: 'timed_out', ran: true, timeout: 'heartbeat' } as const;
    const silent = run({ heartbeatTimeoutMs: 10_000, end });
    expect(silentWaitsOf(silent)).toEqual([]);
    expect(heartbeatSilenceMs(silent)).toBe(10_000);
  });
});
