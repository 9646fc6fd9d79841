import { beforeEach, expect, it, vi } from 'vitest';
import type { FoundExecution } from '../../collector/temporal/source.js';
import { Executions } from '../../collector/watch/executions.js';
import { newAccount, newScheduler } from '../support/model.js';

const found = (index: number): FoundExecution => ({
  namespace: 'default',
  workflowId: `w-${index}`,
  runId: 'r',
  kind: 'workflow',
  workflowType: 'order',
  taskQueue: 'work',
});

const limits = { cancelGraceMs: 10_000, silentAfterMs: 120_000, stalledAfterMs: 300_000, unheardAfterMs: 120_000 };

// In no time, none is left out of a sample.
beforeEach(() => {
  vi.spyOn(performance, 'now').mockReturnValue(1);
  return () => vi.restoreAllMocks();
});

it('what was too much to examine is counted once, though it is listed again as closed', async () => {
  const account = newAccount();
  const executions = new Executions(
    'default',
    account,
    newScheduler(() => 1),
    limits,
    0,
  );
  executions.foundClosed(
    Array.from({ length: 10_000 }, (_, index) => found(index)),
    0,
  );
  const late = found(10_000);
  await executions.listed('workflow', [late], 500, 600);
  const now = 600_000;
  await executions.listed('workflow', [], now, now);
  executions.forgetFinished(now - 210_000);
  executions.foundClosed([late], now);
  expect(account.series.unexamined.at({ namespace: 'default', cause: 'budget' }).value).toBe(1);
});

it('what closes before it could be described waits last, and at most in ten thousands', async () => {
  const account = newAccount();
  const scheduler = newScheduler(() => 1);
  const executions = new Executions('default', account, scheduler, limits, 0);
  for (let pass = 0; pass < 30; pass++) {
    const listed = Array.from({ length: 1_000 }, (_, index) => found(1_000 * pass + index));
    await executions.listed('workflow', listed, 1_000 * pass + 500, 1_000 * pass + 600);
  }
  // The last thousand are open.
  expect(executions.size).toBe(11_000);
  expect(account.series.unexamined.at({ namespace: 'default', cause: 'budget' }).value).toBe(19_000);
  for (const task of [scheduler.take(), scheduler.take()]) expect(task?.key).toContain('w-29');
});
