import { beforeEach, describe, expect, it } from 'vitest';
import { type WorkerReport, Workers } from '../../../collector/model/workers/workers.js';
import { t0 } from '../../support/model.js';

const second = 1_000;
const minute = 60 * second;
const onWorker = { workerIdentity: '1@host', taskQueue: 'work', attemptStartedAt: t0 };

function report(reportedAt: number, more: Partial<WorkerReport> = {}): WorkerReport {
  return { instanceKey: 'a', identity: '1@host', taskQueue: 'work', reportedAt, isShuttingDown: false, ...more };
}

let workers: Workers;
beforeEach(() => {
  workers = new Workers();
});

/** Polls each 30 s; the worker reports each minute until `lastReportAt`. */
function pollUntil(end: number, lastReportAt: number, more: Partial<WorkerReport> = {}): void {
  for (let at = t0; at <= end; at += 30 * second) {
    const reportedAt = Math.min(at - ((at - t0) % minute), lastReportAt);
    workers.update([report(reportedAt, { periodMs: minute, ...more })], at);
  }
}

describe('a worker', () => {
  it('that never reported is unknown', () => {
    workers.update([report(t0)], t0);
    expect(workers.stateOf({ ...onWorker, workerIdentity: '2@host' }, t0).kind).toBe('unknown');
    expect(workers.stateOf({ ...onWorker, taskQueue: 'other' }, t0).kind).toBe('unknown');
  });

  it('reports as long as it has missed no two of its periods', () => {
    pollUntil(t0 + 2 * minute, t0);
    expect(workers.stateOf(onWorker, t0 + 2 * minute).kind).toBe('reporting');
  });

  it('has stopped when it missed more than two, since its last report', () => {
    pollUntil(t0 + 10 * minute, t0 + 5 * minute);
    expect(workers.stateOf(onWorker, t0 + 10 * minute)).toMatchObject({
      kind: 'stopped',
      lastReportAt: t0 + 5 * minute,
    });
  });

  it('is remembered when the server lists it no longer', () => {
    pollUntil(t0 + 4 * minute, t0);
    for (let at = t0 + 4.5 * minute; at <= t0 + 8 * minute; at += 30 * second) workers.update([], at);
    expect(workers.stateOf(onWorker, t0 + 8 * minute).kind).toBe('stopped');
  });

  it('that said it shuts down has stopped one period later', () => {
    pollUntil(t0 + 2 * minute, t0, { isShuttingDown: true });
    expect(workers.stateOf(onWorker, t0 + 2 * minute).kind).toBe('stopped');
  });

  it('is not taken for stopped while nobody asked, nor when the server forgot all reports meanwhile', () => {
    pollUntil(t0 + 2 * minute, t0 + 2 * minute);
    expect(workers.stateOf(onWorker, t0 + 30 * minute).kind).toBe('reporting');
    workers.update([], t0 + 30 * minute);
    expect(workers.stateOf(onWorker, t0 + 30 * minute).kind).toBe('reporting');
  });

  it('that reports again is reporting', () => {
    pollUntil(t0 + 10 * minute, t0);
    workers.update([report(t0 + 10 * minute)], t0 + 10.5 * minute);
    expect(workers.stateOf(onWorker, t0 + 10.5 * minute).kind).toBe('reporting');
  });

  it('does not stand in for the one before it, whose identity it has after a restart in place', () => {
    pollUntil(t0 + 2 * minute, t0);
    const next = (at: number) => report(at, { instanceKey: 'b', startedAt: t0 + 2 * minute });
    for (let at = t0 + 2.5 * minute; at <= t0 + 6 * minute; at += 30 * second) workers.update([next(at)], at);
    expect(workers.stateOf(onWorker, t0 + 6 * minute).kind).toBe('stopped');
    const startedLater = { ...onWorker, attemptStartedAt: t0 + 3 * minute };
    expect(workers.stateOf(startedLater, t0 + 6 * minute).kind).toBe('reporting');
  });

  it('is asked about as often as it reports, but not more than each 5 s nor less than each 30 s', () => {
    expect(workers.pollEveryMs(t0)).toBe(30 * second);
    workers.update([report(t0, { periodMs: minute })], t0);
    expect(workers.pollEveryMs(t0)).toBe(30 * second);
    workers.update([report(t0 + 1, { periodMs: 10 * second })], t0);
    expect(workers.pollEveryMs(t0)).toBe(10 * second);
    workers.update([report(t0 + 2, { periodMs: second })], t0);
    expect(workers.pollEveryMs(t0)).toBe(5 * second);
  });
});
