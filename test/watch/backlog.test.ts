import { expect, it } from 'vitest';
import { DueQueue } from '../../collector/watch/due-queue.js';
import { Executions, type FoundExecution } from '../../collector/watch/executions.js';
import { newAccount } from '../support/model.js';

const found = (index: number): FoundExecution => ({
  namespace: 'default',
  workflowId: `w-${index}`,
  runId: 'r',
  kind: 'workflow',
  workflowType: 'order',
  taskQueue: 'work',
});

it('what closes before anybody could look at it waits last, and at most in ten thousands', () => {
  const account = newAccount();
  const queue = new DueQueue(() => 1);
  const limits = { cancelGraceMs: 10_000, silentAfterMs: 120_000, stalledAfterMs: 300_000 };
  const executions = new Executions('default', account, queue, limits);
  for (let pass = 0; pass < 30; pass++) {
    const listed = Array.from({ length: 1_000 }, (_, index) => found(1_000 * pass + index));
    executions.listed('workflow', listed, 1_000 * pass + 500, 1_000 * pass + 600);
  }
  // The last thousand are open.
  expect(executions.size).toBe(11_000);
  expect(account.unexamined.at(['default', 'budget']).value).toBe(19_000);
  for (const task of [queue.take(), queue.take()]) expect(task?.key).toContain('w-29');
});
