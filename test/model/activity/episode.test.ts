import { describe, expect, it } from 'vitest';
import {
  confirm,
  type Episode,
  learnRequest,
  type Recount,
  settle,
  wastedMsOf,
} from '../../../collector/model/activity/episode.js';
import { type Share, type Split, splitByReason, splitRemainder } from '../../../collector/model/activity/split.js';
import { toldAtOf } from '../../../collector/model/execution/attempt.js';
import { limits, runningActivity, t0 } from '../../support/model.js';

const whole: Split = (from, until) => [{ reason: 'no_heartbeat', changeMs: until - from }];
const changeOf = ({ shares }: Recount) => shares.reduce((sum, { changeMs }) => sum + changeMs, 0);

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
    const confirmed = confirm(episode, t0 + 15_000, whole);
    expect(confirmed.episode.countedUntil).toBe(t0 + 15_000);
    expect(changeOf(confirmed)).toBe(1_000);
  });

  it('never shrinks by an observation, whatever the clock says', () => {
    expect(confirm(episode, t0 + 1_000, whole)).toEqual({ shares: [], episode });
  });

  it('grows at its beginning when history shows an earlier request', () => {
    const learned = learnRequest(episode, t0 + 8_000, t0, whole);
    expect(changeOf(learned)).toBe(2_000);
    expect(learned.episode).toMatchObject({
      requestedAt: t0 + 8_000,
      requestedSource: 'history',
      countedFrom: t0 + 8_000,
    });
  });

  it('shrinks when history shows a later one: our clock was behind', () => {
    expect(changeOf(learnRequest(episode, t0 + 11_000, t0, whole))).toBe(-1_000);
  });

  it('begins with the attempt where a reset brought the request along', () => {
    const learned = learnRequest(episode, t0 - 60_000, t0 + 9_000, whole);
    expect(learned).toMatchObject({ episode: { requestedAt: t0 - 60_000, countedFrom: t0 + 9_000 } });
    expect(changeOf(learned)).toBe(1_000);
  });

  it('counts nothing when the request is later than all that was confirmed', () => {
    const learned = learnRequest(episode, t0 + 20_000, t0, whole);
    expect(changeOf(learned)).toBe(-4_000);
    expect(learned.episode.countedUntil).toBe(learned.episode.countedFrom);
  });

  it('is settled to the instant of its end, up or down', () => {
    expect(changeOf(settle(episode, t0 + 14_500, whole))).toBe(500);
    expect(changeOf(settle(episode, t0 + 13_500, whole))).toBe(-500);
  });

  it('that ended before its request came to nothing', () => {
    const settled = settle(episode, t0 + 9_000, whole);
    expect(settled.episode.countedUntil).toBe(t0 + 10_000);
    expect(changeOf(settled)).toBe(-4_000);
  });
});

describe('an episode whose options are not known', () => {
  const held: Episode = { ...episode, countedUntil: t0 + 10_000, reason: 'unknown' };

  it('holds its seconds back', () => {
    expect(confirm(held, t0 + 60_000, whole)).toEqual({ episode: held, shares: [] });
    const learned = learnRequest(held, t0 + 4_000, t0, whole);
    expect(learned.shares).toEqual([]);
    expect(learned.episode).toMatchObject({ countedFrom: t0 + 4_000, countedUntil: t0 + 4_000 });
  });

  it('counts all of them once they are known', () => {
    const { episode: learned } = learnRequest(held, t0 + 4_000, t0, whole);
    expect(changeOf(confirm({ ...learned, reason: 'no_heartbeat' }, t0 + 60_000, whole))).toBe(56_000);
  });
});

it('an episode that was lost for a while holds the lost seconds apart from the wasted ones', () => {
  expect(wastedMsOf({ ...episode, lostMs: 1_500 })).toBe(2_500);
});

describe('a stretch of a cancelled attempt', () => {
  const secondsOf = (shares: readonly Share[]) => shares.map(({ reason, changeMs }) => [reason, changeMs / 1000]);
  const request = { requestedAt: t0 + 10_000 };

  it('is split where the activity was told and where its grace was over', () => {
    const told = t0 + 17_000;
    const activity = runningActivity({ heartbeatTimeoutMs: 10_000, lastHeartbeatAt: t0 + 48_000 });
    const split = splitByReason(activity, { ...request, toldAt: told }, limits);
    const expected = [
      ['awaiting_heartbeat', 7],
      ['stopping', 10],
      ['ignoring_cancel', 22],
    ];
    expect(secondsOf(split(t0 + 10_000, t0 + 49_000))).toEqual(expected);
  });

  it('is split where its heartbeat became overdue', () => {
    const activity = runningActivity({ heartbeatTimeoutMs: 20_000, lastHeartbeatAt: t0 + 5_000 });
    const expected = [
      ['awaiting_heartbeat', 13],
      ['silent', 1],
    ];
    expect(secondsOf(splitByReason(activity, request, limits)(t0 + 10_000, t0 + 24_000))).toEqual(expected);
  });

  it('is split where it had not been told for --unheard-after', () => {
    const activity = runningActivity({ heartbeatTimeoutMs: 600_000, lastHeartbeatAt: t0 + 5_000 });
    const expected = [
      ['awaiting_heartbeat', 120],
      ['unheard', 60],
    ];
    expect(secondsOf(splitByReason(activity, request, limits)(t0 + 10_000, t0 + 190_000))).toEqual(expected);
  });

  it('that is known only by its end is split at the end of the grace alone', () => {
    const remainder = splitRemainder('stopping', t0 + 12_000, limits);
    const expected = [
      ['stopping', 8],
      ['ignoring_cancel', 5],
    ];
    expect(secondsOf(remainder(t0 + 14_000, t0 + 27_000))).toEqual(expected);
    const untold = splitRemainder('awaiting_heartbeat', undefined, limits);
    expect(secondsOf(untold(t0 + 14_000, t0 + 400_000))).toEqual([['awaiting_heartbeat', 386]]);
  });

  it('that is empty has no parts', () => {
    expect(splitByReason(runningActivity(), request, limits)(t0 + 10_000, t0 + 10_000)).toEqual([]);
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

  it('is not bounded by a timeout that the server does not enforce, as while its pause is requested', () => {
    expect(toldAtOf(episode, { ...heartbeats(t0 + 60_000, 5_000), paused: true })).toBe(t0 + 60_000);
  });

  it('is not before a description that showed no heartbeat since the request', () => {
    expect(toldAtOf(episode, heartbeats(t0 + 60_000, 5_000), t0 + 40_000)).toBe(t0 + 40_000);
    expect(toldAtOf(episode, heartbeats(t0 + 30_000, 5_000), t0 + 40_000)).toBe(t0 + 30_000);
  });

  it('does not come from a heartbeat of an earlier attempt', () => {
    const retried = runningActivity({ attemptStartedAt: t0 + 20_000, lastHeartbeatAt: t0 + 12_000 });
    expect(toldAtOf(episode, retried)).toBeUndefined();
  });
});
