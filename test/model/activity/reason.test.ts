import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../collector/model/activity/activity.js';
import { type Reason, reasonIfCancelled, reasonStillRunning } from '../../../collector/model/activity/reason.js';
import { limits, runningActivity, t0 } from '../../support/model.js';

const { cancelGraceMs, silentAfterMs, unheardAfterMs } = limits;
const timeoutMs = 10_000;

type Case = readonly [what: string, activity: Partial<Activity>, toldAt: number | undefined, afterMs: number, Reason];

const cases: readonly Case[] = [
  ['no timeout, no heartbeat', {}, undefined, 1, 'no_heartbeat'],
  ['no timeout, no heartbeat, for a day', {}, undefined, 86_400_000, 'no_heartbeat'],
  ['no timeout, and a heartbeat of an earlier attempt', { lastHeartbeatAt: t0 - 1 }, undefined, 1, 'no_heartbeat'],
  ['no timeout, and a heartbeat at the very start', { lastHeartbeatAt: t0 }, undefined, 1, 'no_heartbeat'],
  ['no timeout, and a heartbeat', { lastHeartbeatAt: t0 + 1 }, undefined, 2, 'awaiting_heartbeat'],
  [
    'no timeout, silent as long as allowed',
    { lastHeartbeatAt: t0 + 1 },
    undefined,
    silentAfterMs,
    'awaiting_heartbeat',
  ],
  ['no timeout, silent a moment longer', { lastHeartbeatAt: t0 + 1 }, undefined, silentAfterMs + 2, 'silent'],

  ['a timeout, and no heartbeat yet', { heartbeatTimeoutMs: timeoutMs }, undefined, 1, 'awaiting_heartbeat'],
  ['at 0.9 of the timeout', { heartbeatTimeoutMs: timeoutMs }, undefined, 9_000, 'awaiting_heartbeat'],
  ['over 0.9 of the timeout', { heartbeatTimeoutMs: timeoutMs }, undefined, 9_001, 'silent'],
  [
    'a heartbeat of an earlier attempt',
    { heartbeatTimeoutMs: timeoutMs, lastHeartbeatAt: t0 - 60_000 },
    undefined,
    9_000,
    'awaiting_heartbeat',
  ],
  [
    'at 0.9 of the timeout after a heartbeat',
    { heartbeatTimeoutMs: timeoutMs, lastHeartbeatAt: t0 + 5_000 },
    undefined,
    14_000,
    'awaiting_heartbeat',
  ],
  [
    'over 0.9 of the timeout after a heartbeat',
    { heartbeatTimeoutMs: timeoutMs, lastHeartbeatAt: t0 + 5_000 },
    undefined,
    14_001,
    'silent',
  ],

  ['not told for --unheard-after', { heartbeatTimeoutMs: 600_000 }, undefined, unheardAfterMs, 'awaiting_heartbeat'],
  ['not told for longer', { heartbeatTimeoutMs: 600_000 }, undefined, unheardAfterMs + 1, 'unheard'],
  ['not told for longer, and overdue', { heartbeatTimeoutMs: 100_000 }, undefined, unheardAfterMs + 1, 'silent'],
  ['its options are not known', { optionsUnknown: true }, undefined, 1, 'unknown'],
  [
    'its options are not known, and a heartbeat',
    { optionsUnknown: true, lastHeartbeatAt: t0 + 1 },
    t0 + 1,
    2,
    'unknown',
  ],

  ['told just now', { heartbeatTimeoutMs: timeoutMs, lastHeartbeatAt: t0 + 5_000 }, t0 + 5_000, 5_000, 'stopping'],
  [
    'told, at the end of its grace',
    { heartbeatTimeoutMs: timeoutMs, lastHeartbeatAt: t0 + 5_000 },
    t0 + 5_000,
    5_000 + cancelGraceMs,
    'stopping',
  ],
  [
    'told, past its grace',
    { heartbeatTimeoutMs: timeoutMs, lastHeartbeatAt: t0 + 5_000 },
    t0 + 5_000,
    5_001 + cancelGraceMs,
    'ignoring_cancel',
  ],
  [
    'told, and silent since',
    { heartbeatTimeoutMs: timeoutMs, lastHeartbeatAt: t0 + 5_000 },
    t0 + 5_000,
    14_900,
    'stopping',
  ],
  ['told without a timeout, past its grace', { lastHeartbeatAt: t0 + 1 }, t0 + 1, 2 + cancelGraceMs, 'ignoring_cancel'],
];

describe('why an activity still runs after its cancellation', () => {
  it.each(cases)('%s', (_, fields, toldAt, afterMs, reason) => {
    const activity = runningActivity({ state: 'cancel_requested', ...fields });
    expect(reasonStillRunning(activity, { requestedAt: t0, toldAt }, t0 + afterMs, limits)).toBe(reason);
  });

  it('allows no grace where none is set', () => {
    const activity = runningActivity({ heartbeatTimeoutMs: timeoutMs, lastHeartbeatAt: t0 + 1 });
    const graceless = { ...limits, cancelGraceMs: 0 };
    expect(reasonStillRunning(activity, { requestedAt: t0, toldAt: t0 + 1 }, t0 + 1, graceless)).toBe('stopping');
    expect(reasonStillRunning(activity, { requestedAt: t0, toldAt: t0 + 1 }, t0 + 2, graceless)).toBe(
      'ignoring_cancel',
    );
  });
});

describe('the reason that a cancel would meet', () => {
  it.each<[string, Partial<Activity>, Reason]>([
    ['cannot hear', {}, 'no_heartbeat'],
    ['will hear at its next heartbeat', { heartbeatTimeoutMs: timeoutMs }, 'awaiting_heartbeat'],
    ['is silent already', { heartbeatTimeoutMs: 1_000 }, 'silent'],
  ])('of one that %s', (_, fields, reason) => {
    expect(reasonIfCancelled(runningActivity(fields), t0 + 5_000, limits)).toBe(reason);
  });
});
