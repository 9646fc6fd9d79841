import { expect, it } from 'vitest';
import type { FoundExecution } from '../../collector/temporal/source.js';
import { DueQueue } from '../../collector/watch/due-queue.js';
import { Executions } from '../../collector/watch/executions.js';
import { newAccount } from '../support/model.js';

const found = (index: number): FoundExecution => ({
  namespace: 'default',
  workflowId: `w-${index}`,
  runId: 'r',
  kind: 'workflow',
  workflowType: 'order',
  taskQueue: 'work',
});

const limits = { cancelGraceMs: 10_000, silentAfterMs: 120_000, stalledAfterMs: 300_000, unheardAfterMs: 120_000 };

it('what was too much to look at is counted once, though it is listed again as closed', () => {
  const account = newAccount();
  const executions = new Executions('default', account, new DueQueue(() => 1), limits);
  executions.foundClosed(
    Array.from({ length: 10_000 }, (_, index) => found(index)),
    0,
  );
  const late = found(10_000);
  executions.listed('workflow', [late], 500, 600);
  const now = 600_000;
  executions.listed('workflow', [], now, now);
  executions.forgetFinished(now - 210_000);
  executions.foundClosed([late], now);
  expect(account.series.unexamined.at({ namespace: 'default', cause: 'budget' }).value).toBe(1);
});

it('what closes before anybody could look at it waits last, and at most in ten thousands', () => {
  const account = newAccount();
  const queue = new DueQueue(() => 1);
  const executions = new Executions('default', account, queue, limits);
  for (let pass = 0; pass < 30; pass++) {
    const listed = Array.from({ length: 1_000 }, (_, index) => found(1_000 * pass + index));
    executions.listed('workflow', listed, 1_000 * pass + 500, 1_000 * pass + 600);
  }
  // The last thousand are open.
  expect(executions.size).toBe(11_000);
  expect(account.series.unexamined.at({ namespace: 'default', cause: 'budget' }).value).toBe(19_000);
  for (const task of [queue.take(), queue.take()]) expect(task?.key).toContain('w-29');
});
