import { describe, expect, it } from 'vitest';
import { RunsByPlace } from '../../../collector/model/workers/runs-by-place.js';
import type { KnownRun } from '../../../collector/model/workers/shown.js';
import { slotsByQueue } from '../../../collector/model/workers/slots.js';
import type { Slots, Worker } from '../../../collector/model/workers/worker.js';
import { t0 } from '../../support/model.js';

const minute = 60_000;
/** The two reports that are compared: a minute apart, each seen 10 s later. */
const earlier = t0;
const later = t0 + minute;

function worker(before: Slots | undefined, now: Slots, more: { identity?: string; skewMs?: number } = {}): Worker {
  const { identity = '1@host', skewMs = 0 } = more;
  const report = (reportedAt: number, slots: Slots | undefined) => ({
    ...{ instanceKey: identity, identity, taskQueue: 'work', reportedAt: reportedAt + skewMs, isShuttingDown: false },
    ...(slots === undefined ? {} : { slots }),
  });
  return {
    report: report(later, now),
    seenAt: later + 10_000,
    silence: { since: later + 10_000, poll: 1, gaps: 0 },
    notBefore: later - 20_000,
    periodsMs: [minute, minute],
    reportsWhileShuttingDown: 0,
    ...(before && {
      before: { report: report(earlier, before), seenAt: earlier + 10_000, notBefore: earlier - 20_000 },
    }),
  };
}

const slots = (used: number, completed = 0): Slots => ({ used, free: 10 - used, completed });
const run = (startedAt: number, goneAt?: number): KnownRun => ({
  ...{ workerIdentity: '1@host', taskQueue: 'work', startedAt },
  ...(goneAt === undefined ? {} : { goneAt }),
});

function unaccounted(workers: readonly Worker[], runs: readonly KnownRun[], observedSince = later): number | undefined {
  return slotsByQueue(workers, new RunsByPlace(runs), observedSince)[0]?.unaccounted;
}

describe('the slots of a task queue', () => {
  it('are the sum of its workers’', () => {
    const workers = [worker(undefined, slots(3)), worker(undefined, slots(1), { identity: '2@host' })];
    expect(slotsByQueue(workers, new RunsByPlace([]), later)).toMatchObject([{ taskQueue: 'work', used: 4, free: 16 }]);
  });

  it('are not counted of a worker that shuts down', () => {
    const one = worker(slots(1), slots(1));
    expect(
      slotsByQueue([{ ...one, report: { ...one.report, isShuttingDown: true } }], new RunsByPlace([]), later),
    ).toEqual([]);
  });
});

describe('slots without a fixed number', () => {
  const resourceBased = (used: number): Slots => ({ used, completed: 0 });

  it('are used only: the number of free ones is not known', () => {
    const [queue] = slotsByQueue([worker(resourceBased(3), resourceBased(3))], new RunsByPlace([]), later);
    expect(queue).toMatchObject({ used: 3, unaccounted: 3 });
    expect(queue).not.toHaveProperty('free');
  });

  it('make the free ones of their whole queue unknown', () => {
    const workers = [worker(slots(1), slots(1)), worker(resourceBased(0), resourceBased(0), { identity: '2@host' })];
    const [queue] = slotsByQueue(workers, new RunsByPlace([]), later);
    expect(queue?.used).toBe(1);
    expect(queue?.free).toBeUndefined();
  });
});

describe('accounted slots', () => {
  it('are the running attempts on workers that report', () => {
    const runs = [
      run(earlier),
      run(earlier),
      run(earlier - minute, later),
      { ...run(earlier), workerIdentity: '9@silent' },
    ];
    expect(slotsByQueue([worker(slots(3), slots(3))], new RunsByPlace(runs), later)[0]?.accounted).toBe(2);
  });

  it('are never more than are used: an activity that completes asynchronously holds none', () => {
    expect(
      slotsByQueue([worker(slots(1), slots(1))], new RunsByPlace([run(earlier), run(earlier), run(earlier)]), later)[0]
        ?.accounted,
    ).toBe(1);
  });
});

describe('unaccounted slots', () => {
  it('are those held at two reports without an attempt that the server counts', () => {
    expect(unaccounted([worker(slots(6), slots(6))], [])).toBe(6);
    expect(unaccounted([worker(slots(6), slots(6))], [run(earlier - minute), run(earlier - minute)])).toBe(4);
  });

  it('are not told after one report', () => {
    expect(unaccounted([worker(undefined, slots(6))], [])).toBeUndefined();
  });

  it('are none where short activities come and go, however few of them a description has shown', () => {
    expect(unaccounted([worker(slots(10, 100), slots(10, 700))], [])).toBe(0);
  });

  it('are none for an attempt that the server counted until after the earlier report', () => {
    expect(unaccounted([worker(slots(1), slots(1))], [run(earlier - minute, earlier + 30_000)])).toBe(0);
    expect(unaccounted([worker(slots(1), slots(1))], [run(earlier - minute, earlier - 30_000)])).toBe(1);
  });

  it('leave out what began after the earlier report: its slot was not held then', () => {
    expect(unaccounted([worker(slots(3), slots(5))], [run(earlier + 30_000), run(earlier + 30_000)])).toBe(3);
  });

  it('are none because a worker’s clock is off', () => {
    for (const skewMs of [-5_000, 5_000])
      expect(unaccounted([worker(slots(1), slots(1), { skewMs })], [run(earlier - 1_000)])).toBe(0);
  });

  it('are not told while some execution was not described since the earlier report', () => {
    expect(unaccounted([worker(slots(6), slots(6))], [], earlier - 1)).toBeUndefined();
  });

  it('are not told where an attempt runs on a worker that does not report', () => {
    const elsewhere = { ...run(earlier - minute), workerIdentity: '9@silent' };
    expect(unaccounted([worker(slots(6), slots(6))], [elsewhere])).toBeUndefined();
  });

  it('are not told, and not 0, where a worker uses fewer slots than the attempts it should hold', () => {
    const long = () => run(earlier - minute);
    expect(unaccounted([worker(slots(2), slots(2))], [long(), long(), long()])).toBeUndefined();
    // One report may be older than the attempt's end.
    expect(unaccounted([worker(slots(2), slots(1))], [long(), long()])).toBe(0);
  });

  it('are not told of a process that also runs activities on a queue for which it does not report, as Go sessions do', () => {
    const session = { ...run(earlier - minute), taskQueue: 'session-of-host' };
    expect(unaccounted([worker(slots(2), slots(2))], [session])).toBeUndefined();
  });

  it('are computed per worker: one with an excess does not hide another’s', () => {
    const workers = [worker(slots(1), slots(1)), worker(slots(2), slots(2), { identity: '2@host' })];
    const [queue] = slotsByQueue(workers, new RunsByPlace([run(earlier - minute)]), later);
    expect([...(queue?.unaccountedOn ?? [])]).toEqual([
      ['1@host', 0],
      ['2@host', 2],
    ]);
    expect(queue?.unaccounted).toBe(2);
  });
});
