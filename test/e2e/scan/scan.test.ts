import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodeFor } from '../../../collector/scan/exit-code.js';
import {
  type FakeFrontend,
  scenarioRuns,
  standaloneActivity,
  startFakeFrontend,
  worker,
} from '../../support/fake-frontend/index.js';
import { run, scanWith } from './support.js';

let frontend: FakeFrontend;

beforeEach(async () => {
  frontend = await startFakeFrontend();
});
afterEach(() => frontend.stop());

const scanIt = (...flags: string[]) => scanWith('--address', frontend.address, ...flags);
const cancelled = { state: 'cancel_requested', startToCloseMs: 3_600_000 } as const;

describe('what a scan finds', () => {
  it('tells how long a cancelled activity has run since the request, by history', async () => {
    const requestedAt = Date.now() - 119_000;
    frontend.put(run('a', cancelled, { requestedAgoMs: 119_000 }));
    const { activities, complete } = await scanIt();
    expect(complete).toBe(true);
    expect(activities).toHaveLength(1);
    expect(activities[0]).toMatchObject({ workflowId: 'a', reason: 'no_heartbeat', cancelRequestedSource: 'history' });
    expect(activities[0]?.wastedSeconds).toBeGreaterThanOrEqual(119);
    expect(activities[0]?.wastedSeconds).toBeLessThanOrEqual((Date.now() - requestedAt) / 1000);
  });

  it('lists the most wasted first, whatever namespace it is in', async () => {
    frontend.put(run('short', cancelled, { requestedAgoMs: 10_000 }));
    frontend.put(run('long', cancelled, { requestedAgoMs: 200_000, namespace: 'other' }));
    frontend.put(run('middle', cancelled, { requestedAgoMs: 60_000 }));
    const { activities, namespaces } = await scanIt('--namespace', '*');
    expect(activities.map(({ workflowId }) => workflowId)).toEqual(['long', 'middle', 'short']);
    expect(namespaces.map(({ namespace }) => namespace)).toEqual(['default', 'other']);
  });

  it('finds what a closed workflow left behind, until its timeouts are over', async () => {
    const closed = { status: 'terminated', closeTime: Date.now() - 60_000 } as const;
    frontend.put(run('may-run', { state: 'started', startToCloseMs: 3_600_000 }, closed));
    frontend.put(run('is-over', { state: 'started', startToCloseMs: 250_000 }, closed));
    const { activities } = await scanIt();
    expect(activities).toMatchObject([{ workflowId: 'may-run', orphaned: true, reason: null }]);
  });

  it('finds an overdue heartbeat, and leaves healthy activities out', async () => {
    const beating = { state: 'started', heartbeatTimeoutMs: 30_000 } as const;
    frontend.put(run('overdue', { ...beating, lastHeartbeatAt: Date.now() - 29_000 }));
    frontend.put(run('healthy', { ...beating, lastHeartbeatAt: Date.now() - 1_000 }));
    frontend.put(run('blind', { state: 'started' }), run('waiting', { state: 'scheduled' }));
    const { activities } = await scanIt();
    expect(activities.map(({ workflowId }) => workflowId)).toEqual(['overdue']);
  });

  it('never calls an activity stalled that it has seen once', async () => {
    const beating = { state: 'started', heartbeatDetails: 'same', lastHeartbeatAt: Date.now() - 1_000 } as const;
    frontend.put(run('a', { ...beating, heartbeatTimeoutMs: 60_000 }));
    expect((await scanIt()).activities).toEqual([]);
  });

  it('finds an attempt on a worker that has stopped reporting, and not on one that never reported', async () => {
    const now = Date.now();
    frontend.putWorker(worker({ identity: '1@dead', taskQueue: 'work', heartbeatAt: now - 200_000, usedSlots: 1 }));
    frontend.putWorker(worker({ identity: '2@alive', taskQueue: 'work', heartbeatAt: now - 50_000, usedSlots: 1 }));
    for (const identity of ['1@dead', '2@alive', '3@unheard-of'])
      frontend.put(run(identity, { state: 'started', workerIdentity: identity }));
    expect((await scanIt()).activities).toMatchObject([{ workflowId: '1@dead', lost: true, reason: null }]);
  });

  it('counts slots in use that no running activity explains, as code that outlived its timeout may hold them', async () => {
    const now = Date.now();
    const reported = { identity: '1@host', taskQueue: 'work', heartbeatAt: now - 30_000 };
    frontend.put(run('runs', { state: 'started', workerIdentity: '1@host' }));
    const slots = async (...flags: string[]) => (await scanIt(...flags)).namespaces[0]?.unexplainedSlots;
    expect(await slots()).toBeNull();
    frontend.putWorker(worker({ ...reported, usedSlots: 1 }));
    expect(await slots()).toEqual([]);
    frontend.putWorker(worker({ ...reported, usedSlots: 3 }));
    expect(await slots()).toEqual([{ taskQueue: 'work', slots: 2, reportedAt: new Date(now - 30_000).toISOString() }]);
    expect(await slots('--query', 'WorkflowId="runs"')).toBeNull();
    const left = { state: 'started', workerIdentity: '1@host', startToCloseMs: 3_600_000 } as const;
    frontend.put(run('orphan', left, { status: 'terminated', closeTime: now - 60_000 }));
    expect(await slots()).toMatchObject([{ slots: 1 }]);
  });

  it('finds cancelled standalone activities, and does not know since when', async () => {
    frontend.putActivity(
      standaloneActivity({ activityId: 'alone', activityType: 'Work', scheduledAt: Date.now() - 60_000, ...cancelled }),
    );
    expect((await scanIt()).activities).toMatchObject([
      { workflowId: 'alone', activityId: 'alone', workflowType: '', cancelRequestedSource: 'first_observed' },
    ]);
  });

  it('says for each activity type what to do', async () => {
    frontend.put(run('a', cancelled), run('b', cancelled));
    frontend.put(run('c', { ...cancelled, activityType: 'Other', lastHeartbeatAt: Date.now() - 500 }));
    const { advice } = await scanIt('--cancel-grace', '0s');
    expect(advice).toMatchObject([
      { activityType: 'Work', workflowType: 'Job', taskQueue: 'work', count: 2, reasons: ['no_heartbeat'] },
      { activityType: 'Other', count: 1, reasons: ['ignoring_cancel'] },
    ]);
    expect(advice[0]?.advice).toContain('heartbeat timeout');
  });

  it('takes only the workflow IDs of its shard', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `workflow-${index}`);
    frontend.put(...ids.map((id) => run(id, cancelled)));
    const parts = await Promise.all(['1/2', '2/2'].map((shard) => scanIt('--shard', shard)));
    const found = parts.map(({ activities }) => activities.map(({ workflowId }) => workflowId));
    expect(found.flat().sort()).toEqual([...ids].sort());
    expect(found[0]?.length).toBeGreaterThan(0);
    expect(found[1]?.length).toBeGreaterThan(0);
  });
});

describe('what a scan costs', () => {
  it('describes every execution once and reads history only for what was cancelled', async () => {
    frontend.put(...scenarioRuns({ executions: 60, running: 20, cancelRequested: 5 }, Date.now()));
    expect((await scanIt('--requests-per-second', '1000')).activities).toHaveLength(5);
    expect(frontend.count('DescribeWorkflowExecution')).toBe(60);
    expect(frontend.count('GetWorkflowExecutionHistoryReverse')).toBe(5);
    expect(frontend.log.writes).toEqual([]);
  });

  it('keeps within the budget: 60 calls do not come in one second', async () => {
    frontend.put(...scenarioRuns({ executions: 45, running: 45, cancelRequested: 15 }, Date.now()));
    await scanIt('--requests-per-second', '30');
    const methods = ['DescribeWorkflowExecution', 'GetWorkflowExecutionHistoryReverse'] as const;
    expect(frontend.ratePeak(methods, 1000)).toBeLessThanOrEqual(40);
  });
});

describe('a scan that cannot see everything', () => {
  it('says that a namespace is not known, and shows the others', async () => {
    frontend.put(run('a', cancelled));
    const report = await scanIt('--namespace', 'default,nope');
    expect(report).toMatchObject({ complete: false, activities: [{ workflowId: 'a' }] });
    expect(report.namespaces).toMatchObject([
      { namespace: 'default', complete: true },
      { namespace: 'nope', complete: false, problems: [expect.stringContaining('NOT_FOUND')] },
    ]);
    expect(exitCodeFor(report, { minWasteMs: 0 })).toBe(3);
  });

  it('asks again when the server is busy', async () => {
    frontend.put(run('a', cancelled));
    frontend.fail(['ListWorkflowExecutions', 'DescribeWorkflowExecution'], {
      code: status.RESOURCE_EXHAUSTED,
      times: 2,
    });
    expect(await scanIt()).toMatchObject({ complete: true, activities: [{ workflowId: 'a' }] });
  });

  it('keeps what it saw when one execution cannot be described', async () => {
    frontend.put(run('a', cancelled), run('b', cancelled));
    frontend.fail('DescribeWorkflowExecution', {
      code: status.PERMISSION_DENIED,
      when: ({ execution }) => execution?.workflowId === 'b',
    });
    const report = await scanIt();
    expect(report).toMatchObject({ complete: false, activities: [{ workflowId: 'a' }] });
    expect(report.namespaces[0]?.problems).toEqual(['DescribeWorkflowExecution: PERMISSION_DENIED: injected failure']);
  });

  it('does not know since when it was cancelled if history cannot be read', async () => {
    frontend.put(run('a', cancelled));
    frontend.fail('GetWorkflowExecutionHistoryReverse', { code: status.INTERNAL });
    const report = await scanIt();
    expect(report).toMatchObject({ complete: false, activities: [{ cancelRequestedSource: 'first_observed' }] });
  });

  it('gives up on a server that no longer answers', async () => {
    frontend.put(...scenarioRuns({ executions: 300 }, Date.now()));
    frontend.freeze('DescribeWorkflowExecution');
    // Long enough for the listing to be answered on a busy machine.
    const report = await scanIt('--request-timeout', '1s', '--requests-per-second', '10000');
    expect(report).toMatchObject({ complete: false, namespaces: [{ examined: 0 }] });
    expect(report.namespaces[0]?.problems.join()).toMatch(/gave up .* \(2\d\d times\)/);
  });

  it('does not mind an execution that is gone before it was described', async () => {
    frontend.put(run('a', cancelled), run('b', cancelled));
    frontend.fail('DescribeWorkflowExecution', { code: status.NOT_FOUND, times: 1 });
    expect(await scanIt()).toMatchObject({ complete: true, activities: [{}] });
  });
});
