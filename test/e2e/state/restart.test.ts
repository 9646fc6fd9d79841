import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CollectorProcess, runDeadbeat } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { event, type FakeFrontend, startFakeFrontend, worker } from '../../support/fake-frontend/index.js';
import { cancelled, running } from '../../support/runs.js';
import { savedIn } from '../../support/saved-state.js';

let folder: string;
let stateFile: string;
let frontend: FakeFrontend;
const collectors: CollectorProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deadbeat-restart-'));
  stateFile = join(folder, 'state');
  frontend = await startFakeFrontend();
});

afterEach(async () => {
  await Promise.all(collectors.splice(0).map((collector) => collector.stop('SIGKILL')));
  await frontend.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<CollectorProcess> {
  const collector = await CollectorProcess.start({
    address: frontend.address,
    args: [
      ...['--state-file', stateFile, '--schedule', '* * * * * *'],
      ...['--requests-per-second', '200', '--visibility-requests-per-second', '50'],
    ],
  });
  collectors.push(collector);
  return collector;
}

const wasted = 'deadbeat_wasted_seconds_total';

describe('a collector that is killed and started again', () => {
  it('continues counting, and counts what it missed to the millisecond', async () => {
    frontend.put(cancelled({ workflowId: 'long' }));
    const first = await start();
    const before = await first.metricsWhen(
      'the waste to be counted from its request on',
      (now) => (now.sum(wasted) ?? 0) > 590,
    );
    await first.stop('SIGKILL');

    // While no collector runs, one ends, and another begins, is cancelled and ends.
    const now = Date.now();
    const { history } = frontend.get({ workflowId: 'long' });
    const end = event.activityTaskTimedOut(8, now, { scheduledEventId: 5 });
    frontend.change({ workflowId: 'long' }, { pendingActivities: [], history: [...history, end] });
    const [requestedAt] = history.flatMap(({ activityTaskCancelRequestedEventAttributes: asked, eventTime }) =>
      asked ? [Number(eventTime?.seconds) * 1000 + (eventTime?.nanos ?? 0) / 1e6] : [],
    );
    const missed = { activityId: '5', activityType: 'charge', taskQueue: 'work' };
    frontend.put(
      running({
        workflowId: 'missed',
        startTime: now,
        status: 'completed',
        closeTime: now + 50,
        pendingActivities: [],
        history: [
          event.activityTaskScheduled(5, now, missed),
          event.activityTaskCancelRequested(6, now + 10, { scheduledEventId: 5 }),
          event.activityTaskStarted(7, now, { scheduledEventId: 5 }),
          event.activityTaskCanceled(8, now + 40, { scheduledEventId: 5 }),
          event.workflowExecutionCompleted(9, now + 50),
        ],
      }),
    );

    const second = await start();
    expect((await second.metrics()).sum(wasted)).toBeGreaterThanOrEqual(before.sum(wasted) ?? Number.NaN);
    const after = await second.metricsWhen(
      'both ends',
      (seen) => seen.sum('deadbeat_cancel_to_end_seconds_count') === 2,
    );
    const truth = (now - (requestedAt ?? Number.NaN)) / 1000 + 0.03;
    expect(after.sum(wasted)).toBeCloseTo(truth, 3);
    expect(after.sum('deadbeat_late_seconds_total')).toBeCloseTo(0.03, 3);
    expect(after.sum('deadbeat_unexamined_executions_total')).toBe(0);
  });

  it('shows only what is safe: a counter once shown is in the state', async () => {
    frontend.put(cancelled({ workflowId: 'long' }));
    const collector = await start();
    const shown = await collector.metricsWhen('a count', (now) => (now.sum(wasted) ?? 0) > 590);
    await collector.stop('SIGKILL');
    const { wasted: rows } = await savedIn(stateFile, (state) => state.account());
    const saved = rows.reduce((sum, row) => sum + ('value' in row ? row.value / 1000 : 0), 0);
    expect(saved).toBeGreaterThanOrEqual(shown.sum(wasted) ?? Number.NaN);
  });

  it('counts nothing twice when it stops in an orderly way', async () => {
    frontend.put(cancelled({ workflowId: 'long' }));
    const first = await start();
    await first.metricsWhen('a count', (now) => (now.sum(wasted) ?? 0) > 590);
    expect((await first.stop('SIGTERM')).code).toBe(0);
    const second = await start();
    const after = await second.metricsWhen(
      'a description',
      (now) => now.sum('deadbeat_cancel_requested_activities') === 1,
    );
    const [row] = (await second.json('/api/activities')).activities;
    const truth = (Date.now() - Date.parse(row.cancelRequestedAt)) / 1000;
    expect(after.sum(wasted)).toBeLessThanOrEqual(truth);
    expect(row.cancelRequestedSource).toBe('history');
  });
});

describe('a state of another cluster', () => {
  it('is let go where that cluster answers at the same address, with one line in the log; totals stay', async () => {
    frontend.clusterId = 'first';
    frontend.put(cancelled({ workflowId: 'long' }));
    const first = await start();
    const before = await first.metricsWhen('a count', (now) => (now.sum(wasted) ?? 0) > 590);
    await first.stop('SIGTERM');
    frontend.clusterId = 'second';
    frontend.remove({ workflowId: 'long' });
    frontend.put(cancelled({ workflowId: 'other' }));
    const asked = () => frontend.calls.filter(({ request }) => request.workflowId === 'long').length;
    const askedBefore = asked();

    const second = await start();
    const after = await second.metricsWhen(
      'the other workflow',
      (now) => now.sum('deadbeat_cancel_requested_activities') === 1 && now.sum('deadbeat_up') === 1,
    );
    expect(second.log.filter(({ from }) => from === 'another cluster')).toHaveLength(1);
    expect(asked()).toBe(askedBefore);
    expect(after.all('deadbeat_orphaned_activities')).toEqual([]);
    expect(after.sum(wasted)).toBeGreaterThanOrEqual(before.sum(wasted) ?? Number.NaN);
    // What the other one wasted earlier may have been counted elsewhere.
    expect(after.sum(wasted)).toBeLessThan((before.sum(wasted) ?? Number.NaN) + 60);
  });
});

describe('what the server has given up on', () => {
  const suspects = () => savedIn(stateFile, async (state) => (await state.namespace('default'))?.suspects);

  it('is still suspected after a kill and a restart', async () => {
    frontend.put(cancelled({ workflowId: 'long' }, { workerIdentity: '1@worker' }));
    const first = await start();
    await first.metricsWhen('a count', (now) => (now.sum(wasted) ?? 0) > 590);
    const { history } = frontend.get({ workflowId: 'long' });
    const end = event.activityTaskTimedOut(8, Date.now(), { scheduledEventId: 5 });
    frontend.change({ workflowId: 'long' }, { pendingActivities: [], history: [...history, end] });
    await first.metricsWhen('its end', (seen) => seen.sum('deadbeat_cancel_to_end_seconds_count') === 1);
    await first.stop('SIGKILL');
    const given = { workflowId: 'long', activity: { activityId: '5', workerIdentity: '1@worker' } };
    expect(await suspects()).toMatchObject([given]);

    const second = await start();
    await second.stop('SIGTERM');
    expect(await suspects()).toMatchObject([given]);
  });
});

describe('an attempt that timed out before its worker was known to have stopped', () => {
  const timedOut = () => savedIn(stateFile, async (state) => (await state.namespace('default'))?.timedOut);

  it('is remembered over a kill and a restart, with the report that showed it', async () => {
    const reportedAt = Date.now() - 30_000;
    const place = { identity: '1@worker', taskQueue: 'work' };
    frontend.putWorker(worker({ ...place, heartbeatAt: reportedAt, periodMs: 1_000, usedSlots: 1 }));
    frontend.put(running({ workflowId: 'dead' }, { workerIdentity: '1@worker', taskQueue: 'work' }));
    const first = await start();
    await first.metricsWhen('a slot that holds it', (seen) => seen.sum('deadbeat_accounted_slots') === 1);
    const { history } = frontend.get({ workflowId: 'dead' });
    const end = event.activityTaskTimedOut(8, Date.now(), { scheduledEventId: 5 });
    frontend.change({ workflowId: 'dead' }, { pendingActivities: [], history: [...history, end] });
    const polls = (seen: Exposition) => seen.sum('deadbeat_temporal_requests_total', { method: 'ListWorkers' }) ?? 0;
    const gone = await first.metricsWhen('its end', (seen) => seen.sum('deadbeat_accounted_slots') === 0);
    // Its history may have been read after that poll: the next one notes the report that showed it.
    await first.metricsWhen('the next poll of workers', (seen) => polls(seen) > polls(gone) + 1);
    frontend.put(cancelled({ workflowId: 'later' }));
    await first.metricsWhen('a count, which is saved before it is shown', (now) => (now.sum(wasted) ?? 0) > 590);
    await first.stop('SIGKILL');
    const kept = { workflowId: 'dead', activity: { activityId: '5' }, shownIn: { reportedAt } };
    expect(await timedOut()).toMatchObject([kept]);
    const second = await start();
    await second.stop('SIGTERM');
    expect(await timedOut()).toMatchObject([kept]);
  });
});

describe('a state file that cannot be used', () => {
  it('of another collector ends the second one with 2', async () => {
    const first = await start();
    const args = ['--state-file', stateFile, '--listen', '127.0.0.1:0', '--address', frontend.address];
    const { code, stderr } = await runDeadbeat(args);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `deadbeat: --state-file: got ${JSON.stringify(stateFile)}, expected a path in a writable folder, for a folder of its own that no other process uses, or none (${stateFile} is in use by another process)\n`,
    );
    expect(first.isAlive).toBe(true);
  });

  it('in a folder that is not there ends it with 2', async () => {
    const path = join(folder, 'missing', 'state');
    const { code, stderr } = await runDeadbeat(['--state-file', path, '--listen', '127.0.0.1:0']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^deadbeat: --state-file: got "[^"]*", expected a path in a writable folder[^\n]*\n$/);
  });

  it('because it is damaged is moved aside, with a line in the log', async () => {
    await (await start()).stop('SIGTERM');
    await rm(join(stateFile, 'CURRENT'));
    const collector = await start();
    expect(collector.log.filter(({ level }) => level >= 50)).toMatchObject([
      { stateFile, movedTo: `${stateFile}.bad` },
    ]);
  });

  it.each([
    ['a FIFO', (path: string) => execFileSync('mkfifo', [path])],
    ['a device', (path: string) => symlinkSync('/dev/null', path)],
    ['a folder of something else', (path: string) => mkdirSync(join(path, 'photos'), { recursive: true })],
    ['a file of something else', (path: string) => writeFileSync(path, 'counting since Tuesday')],
  ])('because it is %s ends it with 2 at once, and stays as it was', async (what, make) => {
    make(stateFile);
    const before = lstatSync(stateFile);
    const args = ['--state-file', stateFile, '--listen', '127.0.0.1:0', '--address', frontend.address];
    const { code, stderr } = await runDeadbeat(args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`is ${what}`) });
    expect(lstatSync(stateFile)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs, mode: before.mode });
    expect(await readdir(folder)).toEqual(['state']);
  });

  it('because it is newer ends it with 2', async () => {
    await writeFile(stateFile, '{"format":"deadbeat-state","version":9}');
    const { code, stderr } = await runDeadbeat(['--state-file', stateFile, '--listen', '127.0.0.1:0']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('a state of version 9') });
  });
});
