import { describe, expect, it } from 'vitest';
import { RunsByPlace } from '../../../collector/model/workers/runs-by-place.js';
import type { KnownRun } from '../../../collector/model/workers/shown.js';
import { unexplainedSlots } from '../../../collector/model/workers/unexplained-slots.js';
import { type Slots, type Worker, withReport } from '../../../collector/model/workers/worker.js';
import { t0 } from '../../support/model.js';

const minute = 60_000;

type WorkerInput = Readonly<{ identity?: string; taskQueue?: string; isShuttingDown?: boolean; slots?: Slots }>;

function worker(used: number, { identity = '1@host', taskQueue = 'work', ...more }: WorkerInput = {}): Worker {
  const slots = { used, free: 10 - used, completed: 7 };
  const report = { instanceKey: identity, identity, taskQueue, reportedAt: t0, isShuttingDown: false, slots, ...more };
  return withReport(undefined, report, t0, 0, undefined);
}

const run = (startedAt: number, more: Partial<KnownRun> = {}): KnownRun => ({
  ...{ workerIdentity: '1@host', taskQueue: 'work', startedAt },
  ...more,
});

const unexplained = (workers: readonly Worker[], runs: readonly KnownRun[] = []) =>
  unexplainedSlots(workers, new RunsByPlace(runs));

describe('slots that no running attempt explains', () => {
  it('are those in use at the last report beyond the attempts that ran then and still run', () => {
    expect(unexplained([worker(3)], [run(t0 - minute)])).toEqual([{ taskQueue: 'work', slots: 2, reportedAt: t0 }]);
    expect(unexplained([worker(1)], [run(t0 - minute)])).toEqual([]);
  });

  it('are not explained by an attempt that started after the report, but for the difference of two clocks', () => {
    expect(unexplained([worker(1)], [run(t0 + 30_000)])).toMatchObject([{ slots: 1 }]);
    expect(unexplained([worker(1)], [run(t0 + 4_000)])).toEqual([]);
  });

  it('do not count as many as complete in a period: so many may have completed since the report', () => {
    const busy = { slots: { used: 3, free: 7, completed: 900, completedInPeriod: 2 } };
    expect(unexplained([worker(3, busy)])).toMatchObject([{ slots: 1 }]);
    expect(unexplained([worker(3, { slots: { ...busy.slots, completedInPeriod: 50 } })])).toEqual([]);
  });

  it('cannot be told of a task queue where an attempt runs on a worker that does not report', () => {
    expect(unexplained([worker(3)], [run(t0, { workerIdentity: '2@host' })])).toEqual([]);
  });

  it('cannot be told of a worker whose identity runs attempts elsewhere, or that shuts down', () => {
    expect(unexplained([worker(3)], [run(t0, { taskQueue: 'session' })])).toEqual([]);
    expect(unexplained([worker(3, { isShuttingDown: true })])).toEqual([]);
  });

  it('are of each worker on its own: free slots of one explain none of another', () => {
    const runs = [run(t0 - minute), run(t0 - minute), run(t0 - minute, { workerIdentity: '2@host' })];
    expect(unexplained([worker(1), worker(2, { identity: '2@host' })], runs)).toMatchObject([{ slots: 1 }]);
  });

  it('are held at both reports, where a long scan read two: what completed between them is not', () => {
    const again = (first: Worker, slots: Partial<Slots>) => {
      const later = { ...first.report, reportedAt: t0 + minute, slots: { used: 3, completed: 7, ...slots } };
      return withReport(first, later, t0 + minute, 0, t0);
    };
    expect(unexplained([again(worker(3), {})])).toEqual([{ taskQueue: 'work', slots: 3, reportedAt: t0 + minute }]);
    expect(unexplained([again(worker(3), { completed: 9 })])).toMatchObject([{ slots: 1 }]);
    expect(unexplained([again(worker(3), { used: 1 })])).toMatchObject([{ slots: 1 }]);
    expect(unexplained([again(worker(1), { used: 3 })], [run(t0 - minute)])).toEqual([]);
    expect(unexplained([again(worker(1), {})], [run(t0 + 30_000)])).toMatchObject([{ slots: 1 }]);
  });

  it('cannot be told of a worker that began to report during the scan: so did its workflows', () => {
    const { report } = worker(3);
    expect(unexplained([withReport(undefined, report, t0, 0, t0 - minute)])).toEqual([]);
  });
});
