import { beforeEach, describe, expect, it } from 'vitest';
import { RunsByPlace } from '../../../collector/model/workers/runs-by-place.js';
import type { WorkerReport } from '../../../collector/model/workers/worker.js';
import { Workers } from '../../../collector/model/workers/workers.js';
import { t0 } from '../../support/model.js';

const second = 1_000;
const minute = 60 * second;
const onWorker = { workerIdentity: '1@host', taskQueue: 'work', attemptStartedAt: t0 };

function report(reportedAt: number, more: Partial<WorkerReport> = {}): WorkerReport {
  const slots = { used: 1, free: 9, completed: 0 };
  return { instanceKey: 'a', identity: '1@host', taskQueue: 'work', reportedAt, isShuttingDown: false, slots, ...more };
}

let workers: Workers;
beforeEach(() => {
  workers = new Workers();
});

/** Polls every 30 s; the worker reports every minute until `lastReportAt`. */
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

  it('that said it shuts down may wait for its activities: its silence alone tells nothing', () => {
    pollUntil(t0 + 2 * minute, t0 + 2 * minute);
    const shuttingDown = report(t0 + 2 * minute + 3 * second, { isShuttingDown: true, periodMs: 3 * second });
    for (let at = t0 + 2.5 * minute; at <= t0 + 20 * minute; at += 30 * second) {
      workers.update([shuttingDown], at);
      expect(workers.stateOf(onWorker, at).kind).not.toBe('stopped');
    }
  });

  it('that kept reporting while it shut down has stopped when it is silent for two of its usual periods', () => {
    pollUntil(t0 + 2 * minute, t0 + 2 * minute);
    const at = (minutes: number) => t0 + minutes * minute;
    workers.update([report(at(2.1), { isShuttingDown: true, periodMs: 6 * second })], at(2.5));
    workers.update([report(at(3), { isShuttingDown: true, periodMs: 54 * second })], at(3.2));
    for (let now = 3.7; now <= 5.2; now += 0.5) workers.update([], at(now));
    expect(workers.stateOf(onWorker, at(5.2)).kind).toBe('reporting');
    workers.update([], at(5.3));
    expect(workers.stateOf(onWorker, at(5.3)).kind).toBe('stopped');
  });

  it('that said it has shut down has stopped', () => {
    workers.update([report(t0, { isShuttingDown: true, hasEnded: true })], t0);
    expect(workers.stateOf(onWorker, t0).kind).toBe('stopped');
  });

  it('has the usual period unless two regular reports show another', () => {
    workers.update([report(t0, { periodMs: 4 * second })], t0);
    for (let at = t0; at <= t0 + 2 * minute; at += 30 * second)
      workers.update([report(t0, { periodMs: 4 * second })], at);
    expect(workers.stateOf(onWorker, t0 + 2 * minute).kind).toBe('reporting');
  });

  it('is known to have stopped within two and a half minutes while something runs there', () => {
    const run = { workerIdentity: '1@host', taskQueue: 'work', startedAt: t0 };
    let now = t0 + 9 * second;
    for (
      ;
      workers.stateOf(onWorker, now).kind !== 'stopped' && now < t0 + 10 * minute;
      now += workers.pollEveryMs(now)
    ) {
      workers.update([report(t0, { periodMs: minute })], now);
      workers.compareWith(new RunsByPlace([run]), now);
    }
    expect(now - t0).toBeLessThanOrEqual(2.5 * minute);
  });

  it('is not taken for stopped while it was not polled, nor when the server forgot all reports meanwhile', () => {
    pollUntil(t0 + 2 * minute, t0 + 2 * minute);
    expect(workers.stateOf(onWorker, t0 + 30 * minute).kind).toBe('reporting');
    workers.update([], t0 + 30 * minute);
    expect(workers.stateOf(onWorker, t0 + 30 * minute).kind).toBe('reporting');
  });

  describe('that reports every second', () => {
    const pollAt = (at: number, reportedAt: number) => workers.update([report(reportedAt, { periodMs: second })], at);
    const kindAt = (at: number) => workers.stateOf(onWorker, at).kind;
    const before = t0 + 20 * second;
    beforeEach(() => {
      for (let at = t0; at <= before; at += 5 * second) pollAt(at, at);
    });

    it.each([8, 20, 39, 300])(
      'has not stopped when the server stood still for %i s and the first poll finds old reports',
      (seconds) => {
        const after = before + seconds * second;
        pollAt(after, before);
        expect(kindAt(after)).toBe('reporting');
        pollAt(after + 5 * second, after + 4 * second);
        expect(kindAt(after + 5 * second)).toBe('reporting');
      },
    );

    it.each([5, 8, 11])('has stopped when two polls, %i s apart, find no new report', (seconds) => {
      pollAt(before + seconds * second, before);
      expect(kindAt(before + seconds * second)).toBe('reporting');
      pollAt(before + 2 * seconds * second, before);
      expect(kindAt(before + 2 * seconds * second)).toBe('stopped');
    });

    it('has stopped when polls keep coming with gaps between them, and none of them finds a new report', () => {
      const at = (polls: number) => before + 20 * polls * second;
      for (let polls = 1; polls <= 6; polls++) pollAt(at(polls), before);
      expect(kindAt(at(6))).toBe('stopped');
    });

    it('was heard last when its report was read, also after a gap in the polls, however far its clock is ahead', () => {
      const ahead = before + 10 * minute;
      pollAt(before + second, ahead);
      for (const seconds of [60, 65, 70]) pollAt(before + seconds * second, ahead);
      expect(workers.stateOf(onWorker, before + 70 * second)).toMatchObject({
        kind: 'stopped',
        lastReportAt: before + second,
      });
    });

    it('and had stopped before the server stood still has still stopped', () => {
      for (const seconds of [5, 10]) pollAt(before + seconds * second, before);
      pollAt(before + 5 * minute, before);
      expect(kindAt(before + 5 * minute)).toBe('stopped');
    });
  });

  it('that reports again is reporting', () => {
    pollUntil(t0 + 10 * minute, t0);
    workers.update([report(t0 + 10 * minute)], t0 + 10.5 * minute);
    expect(workers.stateOf(onWorker, t0 + 10.5 * minute).kind).toBe('reporting');
  });

  it('that has stopped without a slot for every attempt there tells nothing: some complete asynchronously', () => {
    const runs = (count: number) => Array.from({ length: count }, () => ({ ...onWorker, startedAt: t0 }));
    const stopWith = (used: number, count: number) => {
      workers = new Workers();
      pollUntil(t0 + 10 * minute, t0 + 5 * minute, { slots: { used, free: 10 - used, completed: 0 } });
      workers.compareWith(new RunsByPlace(runs(count)), t0 + 10 * minute);
      return workers.stateOf(onWorker, t0 + 10 * minute).kind;
    };
    expect(stopWith(2, 2)).toBe('stopped');
    expect(stopWith(3, 2)).toBe('stopped');
    expect(stopWith(1, 2)).toBe('unknown');
    expect(stopWith(0, 1)).toBe('unknown');
    expect(stopWith(0, 0)).toBe('unknown');
  });

  it('that has stopped without a report since the attempt began tells nothing of it', () => {
    pollUntil(t0 + 10 * minute, t0 + 5 * minute);
    const later = { ...onWorker, attemptStartedAt: t0 + 5 * minute + second };
    expect(workers.stateOf(later, t0 + 10 * minute).kind).toBe('unknown');
  });

  it('does not stand in for the one before it, whose identity it has after a restart in place', () => {
    pollUntil(t0 + 2 * minute, t0);
    const next = (at: number) => report(at, { instanceKey: 'b', startedAt: t0 + 2 * minute });
    for (let at = t0 + 2.5 * minute; at <= t0 + 6 * minute; at += 30 * second) workers.update([next(at)], at);
    expect(workers.stateOf(onWorker, t0 + 6 * minute).kind).toBe('stopped');
    const startedLater = { ...onWorker, attemptStartedAt: t0 + 3 * minute };
    expect(workers.stateOf(startedLater, t0 + 6 * minute).kind).toBe('reporting');
  });

  describe('that was restarted in place', () => {
    const restartedAt = t0 + 2 * minute;
    const slots = (used: number) => ({ slots: { used, free: 10 - used, completed: 0 } });
    const run = (startedAt: number) => ({ workerIdentity: '1@host', taskQueue: 'work', startedAt });
    const poll = (reports: readonly WorkerReport[], runs: readonly ReturnType<typeof run>[], at: number) => {
      workers.update(reports, at);
      workers.compareWith(new RunsByPlace(runs), at);
    };
    const old = (used: number) => report(t0 + minute, { periodMs: minute, startedAt: t0 - minute, ...slots(used) });
    /** It reports at its start and a minute later. */
    const next = (at: number, used: number) => {
      const reportedAt = at < restartedAt + minute ? restartedAt : restartedAt + minute;
      return report(reportedAt, { instanceKey: 'b', periodMs: minute, startedAt: restartedAt, ...slots(used) });
    };

    it('tells nothing of the attempts before, of which some complete asynchronously', () => {
      const runs = [run(t0), run(t0)];
      poll([old(1)], runs, t0 + minute);
      for (let at = restartedAt; at <= t0 + 8 * minute; at += 30 * second)
        poll([old(1), { ...next(at, 0), reportedAt: at - ((at - t0) % minute) }], runs, at);
      expect(workers.stateOf(onWorker, t0 + 8 * minute).kind).toBe('unknown');
    });

    it('does not show an attempt in the slots of the one before', () => {
      const asynchronous = restartedAt + 10 * second;
      poll([old(2)], [run(asynchronous)], t0 + minute);
      for (let at = restartedAt; at <= t0 + 8 * minute; at += 30 * second)
        poll([old(2), next(at, 0)], [run(asynchronous)], at);
      const activity = { ...onWorker, attemptStartedAt: asynchronous };
      expect(workers.stateOf(activity, t0 + 8 * minute).kind).toBe('unknown');
    });

    it('has stopped although attempts of the one before are still counted as running there', () => {
      const later = restartedAt + 10 * second;
      const runs = [run(t0), run(t0), run(later)];
      poll([old(2)], runs, t0 + minute);
      for (let at = restartedAt; at <= t0 + 8 * minute; at += 30 * second) poll([old(2), next(at, 1)], runs, at);
      for (const attemptStartedAt of [t0, later])
        expect(workers.stateOf({ ...onWorker, attemptStartedAt }, t0 + 8 * minute).kind).toBe('stopped');
    });

    it('has not stopped while another of its identity, which reported meanwhile, does', () => {
      const runs = [run(t0), run(restartedAt + 10 * second)];
      for (let at = t0; at <= t0 + 8 * minute; at += 30 * second) {
        const twin = report(at - ((at - t0) % minute), { periodMs: minute, startedAt: t0 - minute });
        poll(at < restartedAt ? [twin] : [twin, next(at, 1)], runs, at);
      }
      const activity = { ...onWorker, attemptStartedAt: restartedAt + 10 * second };
      expect(workers.stateOf(activity, t0 + 8 * minute).kind).toBe('reporting');
    });
  });

  it('that runs no activities says nothing of those of another one in its process', () => {
    const { slots: _, ...workflowsOnly } = report(t0, { instanceKey: 'b', periodMs: minute, runsNoActivities: true });
    for (let at = t0; at <= t0 + 5 * minute; at += 30 * second) {
      workers.update([report(t0, { periodMs: minute }), workflowsOnly], at);
      workers.compareWith(new RunsByPlace([{ ...onWorker, startedAt: t0 }]), at);
    }
    expect(workers.stateOf(onWorker, t0 + 5 * minute).kind).toBe('stopped');
  });

  it('whose clock is ahead started when its first report was read, at the latest', () => {
    const ahead = 10 * minute;
    for (let at = t0; at <= t0 + 10 * minute; at += 30 * second) {
      const reportedAt = Math.min(at - ((at - t0) % minute), t0 + 5 * minute);
      workers.update([report(reportedAt + ahead, { periodMs: minute, startedAt: t0 + ahead })], at);
    }
    const activity = { ...onWorker, attemptStartedAt: t0 + minute };
    expect(workers.stateOf(activity, t0 + 10 * minute).kind).toBe('stopped');
  });

  it('that reports every ten minutes has not stopped in between, from its second report on', () => {
    const every = 10 * minute;
    for (let at = t0; at < t0 + 5 * every; at += 10 * second) {
      const reportedAt = at - ((at - t0) % every);
      workers.update([report(reportedAt, { periodMs: every })], at);
      expect(workers.stateOf(onWorker, at).kind).toBe('reporting');
    }
  });

  it('may have reported while a slow answer was under way: the attempt of that moment is not taken for shown', () => {
    workers.update([report(t0, { periodMs: minute })], t0 + 10 * second, t0);
    const lastReportAt = t0 + 5 * second;
    const behind = lastReportAt - 10 * minute;
    for (let at = t0 + 20 * second; at <= t0 + 5 * minute; at += 10 * second)
      workers.update([report(behind, { periodMs: minute })], at + 9 * second, at);
    const duringAnswer = { ...onWorker, attemptStartedAt: t0 + 6 * second };
    expect(workers.stateOf(duringAnswer, t0 + 5 * minute).kind).toBe('unknown');
    expect(workers.stateOf(onWorker, t0 + 5 * minute)).toEqual({
      ...{ kind: 'stopped', lastReportAt: t0, silentUntil: t0 + 5 * minute },
    });
  });

  it('is asked about as often as it reports, but at most every 5 s and at least every 30 s', () => {
    expect(workers.pollEveryMs(t0)).toBe(30 * second);
    workers.update([report(t0, { periodMs: minute })], t0);
    expect(workers.pollEveryMs(t0)).toBe(30 * second);
    workers.update([report(t0 + 1, { periodMs: 10 * second })], t0);
    expect(workers.pollEveryMs(t0)).toBe(10 * second);
    workers.update([report(t0 + 2, { periodMs: second })], t0);
    expect(workers.pollEveryMs(t0)).toBe(5 * second);
  });

  it('is asked about however many there are', () => {
    const one = report(t0);
    workers.update(
      Array.from({ length: 150_000 }, (_, index) => ({ ...one, instanceKey: `${index}` })),
      t0,
    );
    expect(workers.pollEveryMs(t0)).toBe(30 * second);
  });

  it('that reported before it was read, in a scan that goes on for long, is not taken for silent since', () => {
    workers.accept([report(t0 - 50 * second)], t0);
    expect(workers.stateOf({ ...onWorker, attemptStartedAt: t0 - minute }, t0 + 10 * minute).kind).toBe('reporting');
    expect(workers.reporting(t0 + 10 * minute)).toHaveLength(1);
    workers.accept([report(t0 - 50 * second)], t0 + 10 * minute);
    expect(workers.stateOf({ ...onWorker, attemptStartedAt: t0 - minute }, t0 + 10 * minute).kind).toBe('stopped');
  });

  it('that a scan reads twice has both reports, if they differ', () => {
    workers.accept([report(t0)], t0);
    workers.accept([report(t0)], t0 + second);
    expect(workers.reporting(t0)[0]?.before).toBeUndefined();
    workers.accept([report(t0 + minute)], t0 + minute);
    expect(workers.reporting(t0)[0]).toMatchObject({ before: { report: { reportedAt: t0 } } });
  });
});
