import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../collector/model/activity/activity.js';
import { allowedUntil, mayStillRun } from '../../../collector/model/activity/orphan.js';
import { countOrphans } from '../../../collector/model/execution/count-orphans.js';
import { foldDeletion } from '../../../collector/model/execution/fold-deletion.js';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { context, descriptionAt, newExecution, runningActivity, t0 } from '../../support/model.js';

const closedAt = t0 + 10_000;

describe('until when an orphan may run', () => {
  it.each<[string, Partial<Activity>, number]>([
    ['start-to-close', { startToCloseTimeoutMs: 60_000 }, t0 + 60_000],
    ['schedule-to-close', { expiresAt: t0 + 30_000 }, t0 + 30_000],
    ['its first heartbeat that does not come', { heartbeatTimeoutMs: 15_000 }, t0 + 15_000],
    ['its next heartbeat that does not come', { heartbeatTimeoutMs: 15_000, lastHeartbeatAt: t0 + 9_000 }, t0 + 24_000],
    ['the earliest of them', { startToCloseTimeoutMs: 60_000, heartbeatTimeoutMs: 15_000 }, t0 + 15_000],
    ['the close, where it has no timeout', {}, closedAt],
  ])('follows from %s', (_, fields, until) => {
    expect(allowedUntil(runningActivity(fields), closedAt)).toBe(until);
  });

  it('is exact to the moment', () => {
    const seen = descriptionAt(t0 + 12_000, [runningActivity({ startToCloseTimeoutMs: 60_000 })], { closedAt });
    const [left] = foldDescription(newExecution(), seen, context).execution.orphans;
    if (left === undefined) throw new Error('no orphan');
    expect(mayStillRun(left, t0 + 59_999)).toBe(true);
    expect(mayStillRun(left, t0 + 60_000)).toBe(false);
  });
});

describe('a workflow that has closed', () => {
  const left = (...activities: Activity[]) =>
    foldDescription(newExecution(), descriptionAt(t0 + 12_000, activities, { closedAt }), context).execution.orphans;

  it.each([
    ['started', 1],
    ['cancel_requested', 1],
    ['pause_requested', 1],
    ['scheduled', 0],
    ['paused', 0],
  ] as const)('leaves behind what was %s: %i', (state, count) => {
    expect(left(runningActivity({ state }))).toHaveLength(count);
  });

  it('bounds what it leaves behind from its start on, where a slow answer showed one that began under way', () => {
    const described = descriptionAt(t0 - 160, [runningActivity({ startToCloseTimeoutMs: 24_000 })]);
    const deleted = foldDeletion(foldDescription(newExecution(), described, context).execution);
    if (deleted === undefined) throw new Error('nothing left behind');
    const { effects } = countOrphans(deleted, t0 + 60_000);
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'orphaned', changeMs: 24_000 }));
  });

  it('confirms nothing beyond its close', () => {
    const { effects } = foldDescription(
      newExecution(),
      descriptionAt(t0 + 12_000, [runningActivity({ state: 'cancel_requested' })], { closedAt }),
      context,
    );
    expect(effects.filter((effect) => effect.kind === 'wasted' && effect.changeMs > 0)).toEqual([]);
  });
});
