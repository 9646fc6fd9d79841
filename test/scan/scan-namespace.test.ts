import { expect, it } from 'vitest';
import { type ScanParts, scanNamespace } from '../../collector/scan/scan-namespace.js';
import { Budget } from '../../collector/temporal/budget.js';
import { createServerClock } from '../../collector/watch/server-clock.js';
import { context, descriptionAt, t0 } from '../support/model.js';

const found = { namespace: 'default', workflowId: 'w', runId: 'r', kind: 'workflow', workflowType: 'order' };
const slots = [{ taskQueue: 'work', slots: 2, reportedAt: t0 }];

/** Scans one open workflow, where `missed` that closed were too many to list; `calls`: what was asked for, in its order. */
async function scanOf({ missed = 0 } = {}) {
  const calls: string[] = [];
  const called = <T>(name: string, answer: T) => {
    calls.push(name);
    return Promise.resolve(answer);
  };
  const source = {
    open: () => called('open', { found: [found], unreadable: 0 }),
    openStandalone: () => called('standalone', undefined),
    closed: () => called('closed', { found: [], unreadable: 0, missed }),
    describe: () => called('describe', { description: descriptionAt(t0), unreadable: [] }),
  };
  const parts = {
    ...{ namespace: 'default', source, budget: new Budget(1_000), context },
    readWorkers: () => called('workers', undefined),
    clock: createServerClock({ wallMs: () => t0, monotonicMs: () => 0 }),
    judgeLosses: (executions: unknown) => executions,
    unexplainedSlots: () => slots,
    progress: () => undefined,
  } as unknown as ScanParts;
  return { calls, scan: await scanNamespace(parts) };
}

it('reads the reports of workers before anything that they may hold, and again after all of it', async () => {
  const { calls, scan } = await scanOf();
  expect(calls).toEqual(['workers', 'open', 'standalone', 'closed', 'describe', 'workers']);
  expect(scan).toMatchObject({ problems: [], unexplainedSlots: slots });
});

it('cannot tell which slots nothing explains where workflows that closed were too many to examine', async () => {
  const { scan } = await scanOf({ missed: 3 });
  expect(scan).toMatchObject({ problems: [], closedNotExamined: 3 });
  expect(scan.unexplainedSlots).toBeUndefined();
});
