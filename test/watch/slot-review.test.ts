import { describe, expect, it } from 'vitest';
import type { Execution } from '../../collector/model/execution/execution.js';

import { Workers } from '../../collector/model/workers/workers.js';
import { LateLosses } from '../../collector/watch/late-losses.js';
import { Runs } from '../../collector/watch/runs.js';
import { oldestObservation, SlotReview, slotRoleOf } from '../../collector/watch/slot-review.js';
import { Suspects } from '../../collector/watch/suspects.js';
import { newExecution, t0 } from '../support/model.js';

const described = (at: number): Execution => ({ ...newExecution(), describedAt: at });

describe('which process shows and compares slots', () => {
  it.each([
    [{ index: 1, count: 1 }, undefined, 'unaccounted'],
    [{ index: 1, count: 1 }, 'WorkflowType="a"', 'used'],
    [{ index: 1, count: 3 }, undefined, 'used'],
    [{ index: 2, count: 3 }, undefined, 'used'],
  ] as const)('shard %o with the query %s has the role %s', (shard, query, role) => {
    expect(slotRoleOf(shard, query)).toBe(role);
  });
});

describe('the oldest observation', () => {
  it('is the earliest description of an open execution, or the discovery of one not described yet', async () => {
    expect(await oldestObservation([described(t0 + 5), newExecution(), described(t0 + 9)])).toBe(t0);
    expect(await oldestObservation([described(t0 + 5), described(t0 + 9)])).toBe(t0 + 5);
  });

  it('leaves out what has closed: it is not described again', async () => {
    const closed = { ...described(t0), closedAt: t0 + 1 };
    const foundClosed = { ...newExecution(), foundClosed: true } as const;
    expect(await oldestObservation([closed, foundClosed, described(t0 + 7)])).toBe(t0 + 7);
    expect(await oldestObservation([])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a review of slots', () => {
  const period = 60_000;
  const slots = { used: 2, free: 3, completed: 0 };

  /** A worker whose two reports both show two used slots, while the server counts nothing there. */
  async function review(role: 'used' | 'unaccounted', isComplete: boolean, describedAt = t0 + 2 * period) {
    const workers = new Workers();
    for (const at of [t0, t0 + period])
      workers.update(
        [{ instanceKey: 'i', identity: '1@w', taskQueue: 'work', reportedAt: at, isShuttingDown: false, slots }],
        at,
      );
    const executions = [described(describedAt)];
    const compare = await new SlotReview({
      role,
      isComplete: () => isComplete,
      executions: () => executions,
      restingObservedSince: () => Number.POSITIVE_INFINITY,
      runs: new Runs(),
      suspects: new Suspects(),
      workers,
      lateLosses: new LateLosses(),
      apply: () => undefined,
    }).prepare(t0 + 2 * period);
    return compare();
  }

  it('finds slots that hold code which the server no longer counts', async () => {
    expect(await review('unaccounted', true)).toMatchObject([{ taskQueue: 'work', used: 2, free: 3, unaccounted: 2 }]);
  });

  it('gives no number of them after an incomplete pass, or before every execution was described since', async () => {
    expect((await review('unaccounted', false))[0]?.unaccounted).toBeUndefined();
    expect((await review('unaccounted', true, t0 - 1))[0]?.unaccounted).toBeUndefined();
  });

  it('shows the slots alone where others follow a part of the executions', async () => {
    expect(await review('used', true)).toMatchObject([{ used: 2, free: 3 }]);
    expect((await review('used', true))[0]?.unaccounted).toBeUndefined();
  });
});
