import { status } from '@grpc/grpc-js';
import { Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../../tools/servers.js';
import {
  activity,
  event,
  execution,
  type FakeFrontend,
  scenarioRuns,
  spawnFakeFrontend,
  standaloneActivity,
  startFakeFrontend,
  worker,
} from '../../support/fake-frontend/index.js';

const start = Date.UTC(2026, 0, 1);
const namespace = 'default';

let frontend: FakeFrontend;
let connection: Connection;

beforeEach(async () => {
  frontend = await startFakeFrontend();
  connection = await Connection.connect({ address: frontend.address, interceptors: [] });
});

afterEach(async () => {
  await connection.close();
  await frontend.stop();
});

const run = (workflowId: string, fields: Partial<Parameters<typeof execution>[0]> = {}) =>
  execution({ workflowId, workflowType: 'order', taskQueue: 'orders', startTime: start, ...fields });
const describeRun = (workflowId: string) =>
  connection.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });

async function listIds(query: string, pageSize = 1000): Promise<string[]> {
  const ids: string[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await connection.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize,
      ...(nextPageToken && { nextPageToken }),
    });
    ids.push(...page.executions.map((found) => found.execution?.workflowId ?? ''));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  return ids;
}

describe('what the fake frontend holds', () => {
  it('describes a pending activity with instants to the millisecond', async () => {
    const pending = activity({
      activityId: '1',
      activityType: 'charge',
      state: 'cancel_requested',
      scheduledAt: start,
      startedAt: start + 1001,
      lastHeartbeatAt: start + 2999.5,
      heartbeatTimeoutMs: 1500,
      heartbeatDetails: { row: 7 },
    });
    frontend.put(run('a', { pendingActivities: [pending], cancelRequested: true, historyLength: 12 }));

    const described = await describeRun('a');
    const [found] = described.pendingActivities;
    expect(described.workflowExecutionInfo?.historyLength?.toNumber()).toBe(12);
    expect(described.workflowExtendedInfo?.cancelRequested).toBe(true);
    expect(found).toMatchObject({ activityId: '1', activityType: { name: 'charge' }, state: 3, attempt: 1 });
    expect(found?.lastStartedTime).toMatchObject({ nanos: 1_000_000 });
    expect(found?.lastStartedTime?.seconds?.toNumber()).toBe(start / 1000 + 1);
    expect(found?.lastHeartbeatTime).toMatchObject({ nanos: 999_500_000 });
    expect(found?.activityOptions?.heartbeatTimeout).toMatchObject({ nanos: 500_000_000 });
    expect(Buffer.from(found?.heartbeatDetails?.payloads?.[0]?.data ?? []).toString()).toBe('{"row":7}');
  });

  it('answers with the newest state, and with the latest run when none is named', async () => {
    frontend.put(run('a', { runId: 'first' }), run('a', { runId: 'second', startTime: start + 1 }));
    await describeRun('a');
    frontend.change({ workflowId: 'a' }, { status: 'terminated', closeTime: start + 5 });

    const { workflowExecutionInfo } = await describeRun('a');
    expect(workflowExecutionInfo).toMatchObject({ execution: { runId: 'second' }, status: 5 });
  });

  it('does not find what was removed or never was', async () => {
    frontend.put(run('a'));
    frontend.remove({ workflowId: 'a' });
    await expect(describeRun('a')).rejects.toMatchObject({ code: status.NOT_FOUND });
    const elsewhere = connection.workflowService.listWorkflowExecutions({ namespace: 'elsewhere' });
    await expect(elsewhere).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it('lists in pages, filters as visibility does, and keeps the queries', async () => {
    frontend.put(
      ...Array.from({ length: 10 }, (_, index) => run(`open-${index}`, { startTime: start + index })),
      run('done', { status: 'completed', closeTime: start + 60_000 }),
      run('done-early', { status: 'failed', closeTime: start + 1000 }),
      run('hidden', { visible: false }),
    );
    expect(await listIds('ExecutionStatus="Running"', 5)).toEqual(
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => `open-${n}`),
    );
    expect(
      await listIds(`(ExecutionStatus!="Running") AND CloseTime >= "${new Date(start + 2000).toISOString()}"`),
    ).toEqual(['done']);
    expect(await listIds("WorkflowId STARTS_WITH 'done' OR WorkflowId IN ('open-1', 'open-2')", 1)).toHaveLength(4);
    expect(frontend.count('ListWorkflowExecutions')).toBe(3 + 1 + 5);
    expect(frontend.calls.at(-1)?.request).toMatchObject({ pageSize: 1, continued: true });
  });

  it('rejects a query that a real server would reject', async () => {
    for (const query of ['ExecutionStatus=', 'Nonsense="x"', 'CloseTime > "soon" AND', '(RunId="x"']) {
      await expect(listIds(query)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    }
  });

  it('counts, also by status', async () => {
    frontend.put(run('a'), run('b'), run('c', { status: 'canceled', closeTime: start + 1 }));
    const counted = await connection.workflowService.countWorkflowExecutions({
      namespace,
      query: 'GROUP BY ExecutionStatus',
    });
    expect(counted.count.toNumber()).toBe(3);
    expect(counted.groups.map(({ count }) => count?.toNumber())).toEqual([2, 1]);
  });

  it('reads history from either end, page by page, while it grows', async () => {
    const history = [
      event.workflowExecutionStarted(1, start),
      event.activityTaskScheduled(5, start, { activityId: '1', activityType: 'charge', heartbeatTimeoutMs: 1000 }),
      event.activityTaskCancelRequested(6, start + 1, { scheduledEventId: 5 }),
      event.activityTaskTimedOut(8, start + 2, { scheduledEventId: 5, timeout: 'heartbeat' }),
    ];
    frontend.put(run('a', { history }));
    const request = { namespace, execution: { workflowId: 'a' }, maximumPageSize: 3 };

    const newest = await connection.workflowService.getWorkflowExecutionHistoryReverse(request);
    frontend.put(run('a', { history: [...history, event.workflowExecutionTerminated(9, start + 3)] }));
    const { nextPageToken } = newest;
    const rest = await connection.workflowService.getWorkflowExecutionHistoryReverse({ ...request, nextPageToken });
    const oldest = await connection.workflowService.getWorkflowExecutionHistory(request);

    const ids = (page: typeof newest | typeof oldest) =>
      page.history?.events?.map(({ eventId }) => eventId?.toNumber());
    expect([ids(newest), ids(rest), ids(oldest)]).toEqual([[8, 6, 5], [1], [1, 5, 6]]);
    expect(rest.nextPageToken).toHaveLength(0);
    expect(newest.history?.events?.[0]?.activityTaskTimedOutEventAttributes).toMatchObject({
      failure: { timeoutFailureInfo: { timeoutType: 4 } },
    });
  });

  it('builds each event under the type and the attributes that a client reads', async () => {
    const ended = { scheduledEventId: 5 };
    const history = [
      event.activityTaskStarted(1, start, ended),
      event.activityTaskCanceled(2, start, { ...ended, latestCancelRequestedEventId: 4 }),
      event.activityTaskCompleted(3, start, ended),
      event.activityTaskFailed(4, start, { ...ended, message: 'broken' }),
      event.workflowReset(5, start, { baseRunId: 'old', newRunId: 'new' }),
      event.workflowExecutionCancelRequested(6, start, { cause: 'why' }),
      event.workflowExecutionCompleted(7, start),
      event.workflowExecutionFailed(8, start),
      event.workflowExecutionTimedOut(9, start),
      event.workflowExecutionCanceled(10, start),
      event.workflowExecutionTerminated(11, start, { reason: 'enough' }),
      event.workflowExecutionContinuedAsNew(12, start, { newExecutionRunId: 'next' }),
    ];
    frontend.put(run('a', { history }));
    const request = { namespace, execution: { workflowId: 'a' } };
    const read = (await connection.workflowService.getWorkflowExecutionHistory(request)).history?.events ?? [];

    expect(read.map(({ eventType }) => eventType)).toEqual([11, 16, 12, 13, 9, 20, 2, 3, 4, 21, 27, 28]);
    expect(read.filter(({ attributes }) => attributes === undefined)).toEqual([]);
    expect(read[0]?.activityTaskStartedEventAttributes?.scheduledEventId?.toNumber()).toBe(5);
    expect(read[1]?.activityTaskCanceledEventAttributes?.latestCancelRequestedEventId?.toNumber()).toBe(4);
    expect(read[2]?.activityTaskCompletedEventAttributes?.startedEventId?.toNumber()).toBe(6);
    expect(read[3]?.activityTaskFailedEventAttributes?.failure?.message).toBe('broken');
    expect(read[4]?.workflowTaskFailedEventAttributes).toMatchObject({ cause: 20, baseRunId: 'old', newRunId: 'new' });
    expect(read[5]?.workflowExecutionCancelRequestedEventAttributes?.cause).toBe('why');
    expect(read[10]?.workflowExecutionTerminatedEventAttributes?.reason).toBe('enough');
    expect(read[11]?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId).toBe('next');
  });

  it('lists namespaces in pages', async () => {
    for (const name of ['one', 'two']) frontend.putNamespace(name);
    const first = await connection.workflowService.listNamespaces({ pageSize: 2 });
    const { nextPageToken } = first;
    const second = await connection.workflowService.listNamespaces({ pageSize: 2, nextPageToken });
    const names = [...first.namespaces, ...second.namespaces].map((found) => found.namespaceInfo?.name);
    expect(names).toEqual(['default', 'one', 'two']);
  });

  it('knows workers and standalone activities only once it was given some', async () => {
    const listWorkers = () => connection.workflowService.listWorkers({ namespace });
    await expect(listWorkers()).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
    frontend.putWorker(worker({ identity: '1@host', taskQueue: 'orders', usedSlots: 6, heartbeatAt: start }));
    expect((await listWorkers()).workersInfo[0]?.workerHeartbeat).toMatchObject({
      workerIdentity: '1@host',
      activityTaskSlotsInfo: { currentUsedSlots: 6, currentAvailableSlots: 94 },
    });

    frontend.putActivity(standaloneActivity({ activityId: 'x', activityType: 'charge', scheduledAt: start }));
    const query = 'ExecutionStatus="Running"';
    const listed = await connection.workflowService.listActivityExecutions({ namespace, query });
    const described = await connection.workflowService.describeActivityExecution({ namespace, activityId: 'x' });
    expect(listed.executions).toHaveLength(1);
    expect(described.info).toMatchObject({ activityType: { name: 'charge' }, runState: 2, status: 1 });
  });
});

describe('how the fake frontend fails', () => {
  it('fails a method as often as told, and only the calls asked for', async () => {
    frontend.put(run('a'), run('b'));
    const fault = frontend.fail('DescribeWorkflowExecution', {
      code: status.RESOURCE_EXHAUSTED,
      times: 1,
      when: ({ execution: asked }) => asked?.workflowId === 'a',
    });
    await describeRun('b');
    await expect(describeRun('a')).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    await describeRun('a');
    expect(fault.hits).toBe(1);
    expect(frontend.calls.slice(-3).map(({ code }) => code)).toEqual([status.OK, status.RESOURCE_EXHAUSTED, status.OK]);
  });

  it('freezes: a call waits out its deadline, or continues after the thaw', async () => {
    frontend.put(run('a'));
    frontend.freeze('*');
    const late = connection.withDeadline(Date.now() + 50, () => describeRun('a'));
    await expect(late).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });

    // Whether the one before it came at all before its deadline does not matter.
    const arrived = frontend.count('DescribeWorkflowExecution');
    const waiting = describeRun('a');
    await frontend.log.reached('DescribeWorkflowExecution', arrived + 1);
    frontend.thaw();
    await expect(waiting).resolves.toBeDefined();
  });

  it('delays', async () => {
    frontend.put(run('a'));
    frontend.delay('DescribeWorkflowExecution', 30);
    const before = performance.now();
    await describeRun('a');
    expect(performance.now() - before).toBeGreaterThanOrEqual(29);
  });

  it('mangles answers: fields go missing, or the bytes are garbage', async () => {
    frontend.put(run('a'));
    const missing = frontend.mangle('DescribeWorkflowExecution', (response) => {
      response.workflowExecutionInfo = null;
      return response;
    });
    expect((await describeRun('a')).workflowExecutionInfo).toBeFalsy();
    missing.stop();

    frontend.mangle('DescribeWorkflowExecution', () => Uint8Array.of(0xff, 0xff, 0xff));
    await expect(describeRun('a')).rejects.toThrow();
  });

  it('refuses writes and remembers them', async () => {
    expect(frontend.log.writes).toEqual([]);
    const terminate = connection.workflowService.terminateWorkflowExecution({ namespace });
    await expect(terminate).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
    expect(frontend.log.writes).toEqual(['TerminateWorkflowExecution']);
  });

  it('stops, and comes back on the same port with what it held', async () => {
    const port = await freePort();
    const restarted = await startFakeFrontend({ port });
    onTestFinished(() => restarted.stop());
    restarted.put(run('a'));
    const { address } = restarted;
    const before = await Connection.connect({ address, interceptors: [] });
    onTestFinished(() => before.close());
    await restarted.stop();
    const describing = before.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: 'a' } });
    await expect(describing).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await restarted.start();
    expect(restarted.address).toBe(`127.0.0.1:${port}`);
    const again = await Connection.connect({ address, interceptors: [] });
    await again.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: 'a' } });
    await again.close();
  });
});

describe('load', () => {
  it('tells the peak rate of calls', async () => {
    frontend.put(run('a'));
    await Promise.all(Array.from({ length: 20 }, () => describeRun('a')));
    expect(frontend.ratePeak(['DescribeWorkflowExecution'], 60_000)).toBe(20);
    expect(frontend.ratePeak(['ListWorkers'], 60_000)).toBe(0);
  });

  it('holds 10,000 executions', async () => {
    frontend.put(...scenarioRuns({ executions: 10_000, running: 1000, cancelRequested: 100 }, start));
    expect(new Set(await listIds('ExecutionStatus="Running"')).size).toBe(10_000);
    expect((await describeRun('workflow-99')).pendingActivities[0]?.state).toBe(3);
    expect((await describeRun('workflow-100')).pendingActivities[0]?.state).toBe(2);
    expect((await describeRun('workflow-1000')).pendingActivities).toEqual([]);
  });

  it('runs in a process of its own', async () => {
    const child = await spawnFakeFrontend({ executions: 100, running: 10, closed: 5, churnPerSecond: 1000 });
    const client = await Connection.connect({ address: child.address, interceptors: [] });
    const query = 'ExecutionStatus="Running"';
    expect((await client.workflowService.countWorkflowExecutions({ namespace, query })).count.toNumber()).toBe(100);
    expect(await child.stats()).toMatchObject({ calls: { CountWorkflowExecutions: 1 }, writes: [] });
    await client.close();
    await child.stop();
  });
});
