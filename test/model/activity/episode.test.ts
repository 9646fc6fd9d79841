import { describe, expect, it } from 'vitest';
import { confirm, type Episode, learnRequest, settle } from '../../../collector/model/activity/episode.js';
import { toldAtOf } from '../../../collector/model/execution/attempt.js';
import { runningActivity, t0 } from '../../support/model.js';

const episode: Episode = {
  requestedAt: t0 + 10_000,
  requestedSource: 'first_observed',
  countedFrom: t0 + 10_000,
  countedUntil: t0 + 14_000,
  reason: 'no_heartbeat',
  late: false,
};

describe('an episode', () => {
  it('grows by what an observation confirms', () => {
    expect(confirm(episode, t0 + 15_000)).toMatchObject({ changeMs: 1_000, episode: { countedUntil: t0 + 15_000 } });
  });

  it('never shrinks by an observation, whatever the clock says', () => {
    expect(confirm(episode, t0 + 1_000)).toEqual({ changeMs: 0, episode });
  });

  it('grows at its beginning when history tells an earlier request', () => {
    const learned = learnRequest(episode, t0 + 8_000, t0);
    expect(learned.changeMs).toBe(2_000);
    expect(learned.episode).toMatchObject({
      requestedAt: t0 + 8_000,
      requestedSource: 'history',
      countedFrom: t0 + 8_000,
    });
  });

  it('shrinks when history tells a later one: our clock was behind', () => {
    expect(learnRequest(episode, t0 + 11_000, t0).changeMs).toBe(-1_000);
  });

  it('begins with the attempt where a reset brought the request along', () => {
    const learned = learnRequest(episode, t0 - 60_000, t0 + 9_000);
    expect(learned).toMatchObject({ changeMs: 1_000, episode: { requestedAt: t0 - 60_000, countedFrom: t0 + 9_000 } });
  });

  it('counts nothing when the request is later than all that was confirmed', () => {
    const learned = learnRequest(episode, t0 + 20_000, t0);
    expect(learned.changeMs).toBe(-4_000);
    expect(learned.episode.countedUntil).toBe(learned.episode.countedFrom);
  });

  it('is settled to the instant of its end, up or down', () => {
    expect(settle(episode, t0 + 14_500).changeMs).toBe(500);
    expect(settle(episode, t0 + 13_500).changeMs).toBe(-500);
  });

  it('that ended before its request came to nothing', () => {
    expect(settle(episode, t0 + 9_000)).toMatchObject({ changeMs: -4_000, episode: { countedUntil: t0 + 10_000 } });
  });
});

describe('when an activity was told', () => {
  const heartbeats = (lastHeartbeatAt: number, heartbeatTimeoutMs?: number) =>
    runningActivity({ lastHeartbeatAt, ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }) });

  it('is unknown while its last heartbeat is older than the request', () => {
    expect(toldAtOf(episode, heartbeats(t0 + 10_000))).toBeUndefined();
  });

  it('is its first heartbeat after the request', () => {
    expect(toldAtOf(episode, heartbeats(t0 + 12_000))).toBe(t0 + 12_000);
    expect(toldAtOf({ ...episode, toldAt: t0 + 11_000 }, heartbeats(t0 + 12_000))).toBe(t0 + 11_000);
  });

  it('is at the latest one heartbeat timeout after the request, or the server would have ended it', () => {
    expect(toldAtOf(episode, heartbeats(t0 + 60_000, 5_000))).toBe(t0 + 15_000);
  });

  it('does not come from a heartbeat of an earlier attempt', () => {
    const retried = runningActivity({ attemptStartedAt: t0 + 20_000, lastHeartbeatAt: t0 + 12_000 });
    expect(toldAtOf(episode, retried)).toBeUndefined();
  });
});
