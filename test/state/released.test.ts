import { expect, it } from 'vitest';
import { keyOf } from '../../collector/model/execution/execution.js';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import type { FoundExecution } from '../../collector/temporal/source.js';
import { context, descriptionAt, t0 } from '../support/model.js';
import { RestartedNamespace } from '../support/restarted-namespace.js';

const found = (workflowId: string, startedAt: number): FoundExecution => ({
  ...{ namespace: 'default', workflowId, runId: 'r', startedAt },
  ...{ kind: 'workflow', workflowType: 'order', taskQueue: 'work' },
});

it('an execution that is released to another shard counts as unexamined if some of its history was not read', async () => {
  const known = new RestartedNamespace();
  // Of one that is older than the account, nothing is read that was before its first description.
  const both = [found('unread', t0 + 1), found('read', t0 - 1)];
  await known.executions.started(both, t0);
  for (const key of both.map(keyOf)) {
    const execution = known.executions.get(key);
    if (execution === undefined) throw new Error(`${key} is not followed`);
    known.executions.update(key, foldDescription(execution, descriptionAt(t0 + 1_000), context), t0 + 1_000);
  }
  await known.save(true);
  const handover = { isOfState: false, releases: 'other shards', handedOverBefore: t0 + 2_000 } as const;
  await known.restart(t0 + 2_000, handover, ({ workflowId }) => workflowId === 'none');
  expect(known.executions.size).toBe(0);
  const unexamined = known.account.series.unexamined.at({ namespace: 'default', cause: 'resharded' });
  expect(unexamined.value).toBe(1);
  await known.save();
  await known.restart(t0 + 3_000, handover);
  expect(known.account.series.unexamined.at({ namespace: 'default', cause: 'resharded' }).value).toBe(1);
});
