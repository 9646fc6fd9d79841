import { beforeEach, describe, expect, it } from 'vitest';
import { RunsByPlace } from '../../collector/model/workers/runs-by-place.js';
import { Workers } from '../../collector/model/workers/workers.js';
import { LateLosses } from '../../collector/watch/late-losses.js';
import { newExecution, runningActivity, t0 } from '../support/model.js';

const minute = 60_000;
const report = (reportedAt: number) => ({
  ...{ instanceKey: 'a', identity: '1@host', taskQueue: 'work', reportedAt, periodMs: minute, isShuttingDown: false },
  slots: { used: 1, free: 9, completed: 0 },
});
const timedOut = (afterMs: number) => ({
  ...newExecution(),
  activity: runningActivity({ workerIdentity: '1@host', attemptStartedAt: t0 }),
  givenUpAt: t0 + afterMs,
});

let workers: Workers;
let losses: LateLosses;
/** The worker reports every minute until `lastReportAfterMs`; polls continue. */
function pollUntil(endMs: number, lastReportAfterMs: number): void {
  for (let at = t0; at <= t0 + endMs; at += 30_000)
    workers.update([report(Math.min(at - ((at - t0) % minute), t0 + lastReportAfterMs))], at);
}
beforeEach(() => {
  workers = new Workers();
  losses = new LateLosses();
});

describe('an attempt that timed out before its worker was known to have stopped', () => {
  it('is counted as lost from the last report to its end once that is certain, and once only', () => {
    losses.add(timedOut(3 * minute));
    pollUntil(3 * minute, 2 * minute);
    expect(losses.settle(workers, new RunsByPlace(), t0 + 3 * minute)).toEqual([]);
    pollUntil(5 * minute, 2 * minute);
    expect(losses.settle(workers, new RunsByPlace(), t0 + 5 * minute)).toMatchObject([
      { kind: 'lost', changeMs: minute },
      { kind: 'traced', trace: { kind: 'lost', activityId: '5', from: t0 + 2 * minute, until: t0 + 3 * minute } },
    ]);
    expect(losses.settle(workers, new RunsByPlace(), t0 + 6 * minute)).toEqual([]);
  });

  it('is not counted where the worker reported after its end, and stopped later', () => {
    losses.add(timedOut(1.5 * minute));
    pollUntil(5 * minute, 2 * minute);
    expect(losses.settle(workers, new RunsByPlace(), t0 + 5 * minute)).toEqual([]);
  });

  it('keeps what an earlier run knew of it where its end is read again', () => {
    const lastReport = t0 + 2 * minute;
    losses.restore(
      { ...timedOut(3 * minute), shownIn: { reportedAt: lastReport, lastReportAt: lastReport } },
      t0 + 3 * minute,
    );
    losses.add(timedOut(3 * minute));
    pollUntil(5 * minute, 2 * minute);
    const beside = { workerIdentity: '1@host', taskQueue: 'work', startedAt: t0 };
    workers.compareWith(new RunsByPlace([beside, beside]), t0 + 5 * minute);
    expect(losses.settle(workers, new RunsByPlace(), t0 + 5 * minute)).toMatchObject([
      { kind: 'lost', changeMs: minute },
      { kind: 'traced', trace: { kind: 'lost', activityId: '5', from: t0 + 2 * minute, until: t0 + 3 * minute } },
    ]);
  });

  it('is forgotten after five minutes in which its worker reports', () => {
    losses.add(timedOut(minute));
    pollUntil(6 * minute, 6 * minute);
    expect(losses.settle(workers, new RunsByPlace(), t0 + 6 * minute)).toEqual([]);
    pollUntil(10 * minute, 0);
    expect(losses.settle(workers, new RunsByPlace(), t0 + 10 * minute)).toEqual([]);
  });
});

it.each([
  ['on one worker', () => '1@host'],
  ['each on a worker of its own', (index: number) => `${index}@host`],
])('many that timed out, %s, are compared with many runs and workers in one visit of each', (_, identityOf) => {
  const count = 300;
  let visits = 0;
  const counted = <T extends object>(one: T, field: keyof T): T => {
    const value = one[field];
    return Object.defineProperty({ ...one }, field, {
      enumerable: true,
      get: () => {
        visits += 1;
        return value;
      },
    });
  };
  const indexes = Array.from({ length: count }, (_none, index) => index);
  for (const index of indexes) {
    const activity = runningActivity({ activityId: `${index}`, workerIdentity: identityOf(index) });
    losses.add({ ...newExecution(), activity, givenUpAt: t0 + minute });
  }
  const reports = indexes.map((index) => {
    const instance = { instanceKey: `${index}`, identity: `${index}@host`, slots: { used: count, completed: 0 } };
    return counted({ ...report(t0), ...instance }, 'identity');
  });
  workers.update(reports, t0);
  const runs = indexes.map((index) =>
    counted(
      { workerIdentity: identityOf(index), taskQueue: 'work', startedAt: t0, goneAt: t0 + minute },
      'workerIdentity',
    ),
  );
  visits = 0;
  expect(losses.settle(workers, new RunsByPlace(runs), t0 + minute)).toEqual([]);
  expect(visits).toBeLessThanOrEqual(4 * count);
  const { changed } = losses.unsaved.take(Number.POSITIVE_INFINITY);
  expect(changed.filter(([, { shownIn }]) => shownIn !== undefined)).toHaveLength(count);
});
