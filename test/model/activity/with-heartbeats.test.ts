import { describe, expect, it } from 'vitest';
import { savedWasteAtMostMs, suggestHeartbeatTimeoutMs } from '../../../collector/model/activity/with-heartbeats.js';

describe('the suggested heartbeat timeout', () => {
  it.each([
    [5_000, 10_000],
    [120_000, 10_000],
    [200_000, 20_000],
    [1_200_000, 60_000],
    [86_400_000, 60_000],
  ])('of an activity that usually takes %i ms is %i ms', (usualDurationMs, timeoutMs) => {
    expect(suggestHeartbeatTimeoutMs({ usualDurationMs })).toBe(timeoutMs);
  });

  it('follows the start-to-close timeout where the usual duration is not known, and 5 minutes where neither is', () => {
    expect(suggestHeartbeatTimeoutMs({ startToCloseTimeoutMs: 200_000 })).toBe(20_000);
    expect(suggestHeartbeatTimeoutMs({ startToCloseTimeoutMs: 200_000, usualDurationMs: 5_000 })).toBe(10_000);
    expect(suggestHeartbeatTimeoutMs({})).toBe(30_000);
  });

  it('is none where one at least as short is set, or start-to-close ends an attempt as soon', () => {
    expect(suggestHeartbeatTimeoutMs({ usualDurationMs: 120_000, heartbeatTimeoutMs: 10_000 })).toBeUndefined();
    expect(suggestHeartbeatTimeoutMs({ usualDurationMs: 120_000, heartbeatTimeoutMs: 30_000 })).toBe(10_000);
    expect(suggestHeartbeatTimeoutMs({ startToCloseTimeoutMs: 10_000 })).toBeUndefined();
    expect(suggestHeartbeatTimeoutMs({ startToCloseTimeoutMs: 11_000 })).toBe(10_000);
    expect(suggestHeartbeatTimeoutMs({ startToCloseTimeoutMs: 18_000, usualDurationMs: 200_000 })).toBe(15_000);
  });
});

describe('with a heartbeat timeout of 10 s', () => {
  const startedAt = Date.UTC(2026, 0, 1);
  const requestedAt = startedAt + 1_000;

  it('a 2-minute activity cancelled after one second would have wasted 7 s instead of 119 s', () => {
    expect(savedWasteAtMostMs({ requestedAt, startedAt, wastedMs: 119_000 }, 10_000)).toBe(112_000);
  });

  it('one that ended before its next heartbeat saves nothing', () => {
    expect(savedWasteAtMostMs({ requestedAt, startedAt, wastedMs: 2_000 }, 10_000)).toBe(0);
  });
});
