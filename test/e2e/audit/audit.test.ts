import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csvOf } from '../../../collector/audit/csv.js';
import { htmlOf } from '../../../collector/audit/html/report.js';
import { textOf } from '../../../collector/audit/text.js';
import { UserError } from '../../../collector/errors.js';
import { noProgress } from '../../../collector/scan/progress.js';
import { event, execution, type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { seeded } from '../../support/random.js';
import { cancelled, running } from '../../support/runs.js';
import { type Asked, auditWith, startedAt, wasting } from './support.js';

let frontend: FakeFrontend;
let folder: string;

beforeEach(async () => {
  frontend = await startFakeFrontend();
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-audit-'));
});
afterEach(async () => {
  await frontend.stop();
  rmSync(folder, { recursive: true });
});

const auditIt = (flags: readonly string[] = [], asked: Asked = {}) =>
  auditWith(['--address', frontend.address, '--requests-per-second', '2000', ...flags], asked);

describe('an audit that reads everything', () => {
  it('tells by activity type what was wasted, why, and what would have saved it', async () => {
    frontend.put(wasting('a', 119_000), wasting('b', 59_000), wasting('c', 0));
    const { executions, types, complete, wastedSeconds, wastedSecondsInterval, days } = await auditIt();
    expect(executions).toEqual({ closed: 3, open: 0, read: 3 });
    expect({ complete, wastedSeconds, wastedSecondsInterval }).toEqual({
      ...{ complete: true, wastedSeconds: 178, wastedSecondsInterval: null },
    });
    expect(types).toMatchObject([
      {
        ...{ namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge' },
        ...{ attempts: 2, cancelled: 2, wastedSeconds: 178, wastedSecondsByReason: { no_heartbeat: 178 } },
        ...{ heartbeatTimeoutSeconds: null, startToCloseSeconds: 120, suggestedHeartbeatTimeoutSeconds: 10 },
        // Each would have been told 8 s after its start, 7 s after its request.
        ...{ savedSecondsAtMost: 164, savedSecondsAtMostInterval: null },
      },
    ]);
    expect(types[0]?.cases.map(({ workflowId }) => workflowId)).toEqual(['a', 'b']);
    expect(days.reduce((sum, day) => sum + day.wastedSeconds, 0)).toBe(178);
    expect(types[0]?.firstCancelRequestedAt).toBe(new Date(startedAt + 1_000).toISOString());
  });

  it('suggests no heartbeat timeout that would save nothing, and counts code that may have run on', async () => {
    const scheduledEventId = 5;
    const timeout = { activityId: '5', activityType: 'export', taskQueue: 'work', startToCloseMs: 10_000 };
    const endedAt = startedAt + 10_000;
    const history = [
      event.activityTaskScheduled(scheduledEventId, startedAt, timeout),
      event.activityTaskStarted(6, startedAt, { scheduledEventId }),
      event.activityTaskTimedOut(7, endedAt, { scheduledEventId, startedEventId: 6 }),
      event.workflowExecutionCompleted(8, endedAt),
    ];
    const times = { startTime: startedAt, closeTime: endedAt, status: 'completed' } as const;
    frontend.put(execution({ workflowId: 'short', workflowType: 'order', taskQueue: 'work', ...times, history }));
    frontend.put(wasting('soon over', 500));
    const report = await auditIt();
    const typeOf = (name: string) => report.types.find(({ activityType }) => activityType === name);
    const none = { suggestedHeartbeatTimeoutSeconds: null, savedSecondsAtMost: 0, timedOutAtLeast: 1 };
    expect(typeOf('export')).toMatchObject({
      ...{ ...none, lostSecondsAtMost: 10, startToCloseSeconds: 10 },
      advice: expect.stringContaining('A heartbeat timeout would not help here'),
    });
    expect(typeOf('charge')).toMatchObject({ ...none, wastedSeconds: 0.5, advice: '' });
    for (const text of [textOf(report, 1_000), htmlOf(report)])
      expect(text).toContain('at least 2 attempts were ended by a timeout');
    expect(csvOf(report)).toContain('timed_out_at_least');
  });

  it('asks for history alone where that tells how everything ended', async () => {
    frontend.put(wasting('a', 119_000));
    await auditIt();
    expect(frontend.calls.filter(({ method }) => method === 'DescribeWorkflowExecution')).toHaveLength(0);
  });

  it('counts what is open up to now, and what a closed workflow left behind as a bound', async () => {
    const closeTime = Date.now() - 60_000;
    frontend.put(cancelled({ workflowId: 'open' }));
    frontend.put(running({ workflowId: 'left', status: 'terminated', closeTime }, { startToCloseMs: 3_600_000 }));
    const { types, executions, cancelToEndSeconds, cancelToEndUnknown } = await auditIt();
    expect(executions).toEqual({ closed: 1, open: 1, read: 2 });
    expect({ cancelToEndSeconds, cancelToEndUnknown }).toEqual({
      ...{ cancelToEndSeconds: [], cancelToEndUnknown: { running: 1, orphaned: 0 } },
    });
    expect(types).toHaveLength(1);
    expect(types[0]?.wastedSeconds).toBeGreaterThanOrEqual(599);
    expect(types[0]?.orphanedSecondsAtMost).toBeGreaterThanOrEqual(60);
    expect(types[0]?.orphanedSecondsAtMost).toBeLessThan(120);
  });

  it('does not know when an attempt ended that was cancelled and left behind', async () => {
    const closeTime = Date.now() - 60_000;
    frontend.put(cancelled({ workflowId: 'left', status: 'terminated', closeTime }));
    const { types, cancelToEndSeconds, cancelToEndUnknown } = await auditIt();
    expect({ cancelToEndSeconds, cancelToEndUnknown }).toEqual({
      ...{ cancelToEndSeconds: [], cancelToEndUnknown: { running: 0, orphaned: 1 } },
    });
    expect(types[0]?.cases).toMatchObject([{ workflowId: 'left', endedAt: null, wastedSeconds: expect.any(Number) }]);
  });

  it('takes the timeouts of what still runs from its description', async () => {
    const heartbeats = { heartbeatTimeoutMs: 10_000, lastHeartbeatAt: Date.now() - 1_000 };
    frontend.put(cancelled({ workflowId: 'deaf' }, heartbeats));
    const { types } = await auditIt();
    expect(types).toMatchObject([
      {
        ...{ heartbeatTimeoutSeconds: 10, startToCloseSeconds: 3_600 },
        ...{ suggestedHeartbeatTimeoutSeconds: null, savedSecondsAtMost: 0 },
      },
    ]);
  });

  it('counts open workflows that are paused, where the server knows that status', async () => {
    frontend.put(cancelled({ workflowId: 'paused', status: 'paused' }), cancelled({ workflowId: 'open' }));
    expect((await auditIt()).executions).toEqual({ closed: 0, open: 2, read: 2 });
    frontend.fail('ListWorkflowExecutions', {
      code: status.INVALID_ARGUMENT,
      when: ({ query }) => (query ?? '').includes('Paused'),
    });
    expect(await auditIt()).toMatchObject({ complete: true, executions: { closed: 0, open: 1, read: 1 } });
  });

  it('leaves out what closed before the window, but knows by it that there was such a time', async () => {
    const knownSince = async (...flags: string[]) => (await auditIt(flags)).retention[0]?.knownSince;
    expect(Date.parse((await knownSince()) ?? '')).toBeGreaterThan(Date.now() - 60_000);
    frontend.put(wasting('a', 119_000));
    const { executions, complete, retention } = await auditIt(['--since', '5m']);
    expect(executions).toEqual({ closed: 0, open: 0, read: 0 });
    expect({ complete, knownSince: retention[0]?.knownSince }).toEqual({ complete: true, knownSince: null });
    expect(await knownSince('--since', '2d')).toBe(new Date(startedAt).toISOString());
    expect(await knownSince('--since', '5m', '--query', 'WorkflowType="none"')).toBeNull();
    frontend.fail('ListWorkflowExecutions', {
      code: status.UNAVAILABLE,
      when: ({ query }) => (query ?? '').startsWith('StartTime <'),
    });
    const unanswered = await auditIt(['--since', '5m']);
    expect(unanswered).toMatchObject({ complete: false, retention: [{ knownSince: null }] });
    expect(unanswered.problems).toEqual([
      expect.stringMatching(/^whether there are older executions is not known: .*UNAVAILABLE/),
    ]);
  });

  it('takes the oldest that a query or --until selects for the oldest of all only where it is', async () => {
    const knownSince = async (...flags: string[]) =>
      (await auditIt(['--since', '2d', ...flags])).retention[0]?.knownSince;
    frontend.put(wasting('old', 119_000), running({ workflowId: 'young' }));
    const until = ['--until', new Date(startedAt + 600_000).toISOString()];
    const oldest = new Date(startedAt).toISOString();
    expect(await knownSince('--query', 'WorkflowId="young"')).toBeNull();
    expect(await knownSince('--query', 'WorkflowId="old"')).toBe(oldest);
    expect(await knownSince(...until)).toBe(oldest);
    frontend.put(running({ workflowId: 'oldest', startTime: startedAt - 60_000 }));
    expect(await knownSince(...until)).toBeNull();
    expect(await knownSince()).toBe(new Date(startedAt - 60_000).toISOString());
  });

  it('names the team that owns each type, in every form of the report', async () => {
    frontend.put(wasting('a', 119_000));
    const file = join(folder, 'owners.yml');
    writeFileSync(file, 'owners:\n  - match: { activity_type: charge }\n    team: payments\n    channel: "#pay"\n');
    const report = await auditIt(['--owners-file', file]);
    expect(report.types[0]?.owner).toEqual({ team: 'payments', contact: null, channel: '#pay', runbook: null });
    expect(textOf(report, 200)).toContain('team payments');
    expect(htmlOf(report)).toContain('team payments (#pay)');
    expect(csvOf(report)).toMatch(/,payments$/m);
    expect((await auditIt()).types[0]?.owner).toBeNull();
  });

  it('states what would have been saved in money', async () => {
    frontend.put(wasting('a', 119_000));
    const { types, currency } = await auditIt(['--price', '36', '--currency', 'EUR']);
    expect(currency).toBe('EUR');
    expect(types[0]?.savedCostAtMost).toBeCloseTo(1.12);
  });
});

describe('an audit of more than it may read', () => {
  const population = () => {
    const random = seeded(11);
    const wastes = Array.from({ length: 3_000 }, () => (random() < 0.2 ? Math.ceil(119_000 * random()) : 0));
    wastes.forEach((wastedMs, index) => {
      frontend.put(wasting(`w${index}`, wastedMs, { workflowType: index % 3 === 0 ? 'rare' : 'order' }));
    });
    return wastes.reduce((sum, wastedMs) => sum + wastedMs, 0) / 1000;
  };

  it('reads a sample, and states every figure with an interval that holds the truth', async () => {
    const truth = population();
    const { executions, complete, wastedSeconds, wastedSecondsInterval } = await auditIt(['--max-executions', '600']);
    expect(executions).toEqual({ closed: 3_000, open: 0, read: 600 });
    expect(complete).toBe(true);
    const [low = Number.NaN, high = Number.NaN] = wastedSecondsInterval ?? [];
    expect(low).toBeLessThan(truth);
    expect(high).toBeGreaterThan(truth);
    expect(wastedSeconds / truth).toBeCloseTo(1, 0);
    expect((high - low) / truth).toBeLessThan(0.6);
  });

  it('continues where it was interrupted, and reads nothing twice', async () => {
    population();
    const file = join(folder, 'audit.jsonl');
    const stop = new AbortController();
    let read = 0;
    const progress = {
      ...noProgress,
      add: (_found: number, examined: number) => {
        read += examined;
        if (read >= 200) stop.abort();
      },
    };
    const first = await auditIt(['--max-executions', '500', '--resume', file], { progress, signal: stop.signal });
    expect(first.complete).toBe(false);
    expect(first.problems).toContain('interrupted');
    // As a crash would leave it.
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"key":"cut of`);

    const before = frontend.calls.length;
    const second = await auditIt(['--max-executions', '500', '--resume', file]);
    expect(second).toMatchObject({ complete: true, executions: { read: 500 }, since: first.since, until: first.until });
    // By execution: a call of the first that was on the wire when it was interrupted may arrive only now.
    const readAgain = frontend.calls.slice(before).filter(({ method }) => method.includes('History'));
    const executions = new Set(readAgain.map(({ request }) => request.workflowId));
    expect(executions.size).toBe(500 - first.executions.read);
  });
});

describe('an audit that cannot be done', () => {
  it('refuses a file that no audit wrote, and leaves it as it is', async () => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'mine');
    await expect(auditIt(['--resume', file])).rejects.toThrow(UserError);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('refuses a file of another question', async () => {
    const file = join(folder, 'audit.jsonl');
    await auditIt(['--resume', file]);
    await expect(auditIt(['--resume', file, '--query', 'WorkflowType="order"'])).rejects.toThrow('same --query');
  });

  it('refuses a window that ends before it begins', async () => {
    await expect(auditIt(['--since', '1h', '--until', '2h'])).rejects.toThrow('--since');
  });

  it('says what could not be read', async () => {
    frontend.put(wasting('a', 119_000));
    frontend.fail('GetWorkflowExecutionHistoryReverse', { code: status.PERMISSION_DENIED });
    const { complete, problems } = await auditIt();
    expect(complete).toBe(false);
    expect(problems).toEqual([expect.stringContaining('GetWorkflowExecutionHistoryReverse: PERMISSION_DENIED')]);
  });
});
