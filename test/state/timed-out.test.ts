import { beforeEach, describe, expect, it } from 'vitest';
import { RunsByPlace } from '../../collector/model/workers/runs-by-place.js';
import { slotsByQueue } from '../../collector/model/workers/slots.js';
import { lostIn, newExecution, runningActivity, t0 } from '../support/model.js';
import { RestartedNamespace } from '../support/restarted-namespace.js';

const minute = 60_000;
const restartAt = t0 + 3.5 * minute;
const attempt = (activityId: string) =>
  runningActivity({ activityId, workerIdentity: '1@host', attemptStartedAt: t0, heartbeatTimeoutMs: minute });

let known: RestartedNamespace;
beforeEach(() => {
  known = new RestartedNamespace();
});

/** The worker reports every minute until `lastReportAt`; it is asked every 10 s. */
function poll(from: number, until: number, lastReportAt = t0 + 2 * minute, used = 1): void {
  const { workers, executions, account } = known;
  for (let now = from; now <= until; now += 10_000) {
    const report = {
      ...{ instanceKey: 'a', identity: '1@host', taskQueue: 'work', periodMs: minute, isShuttingDown: false },
      ...{ reportedAt: Math.min(now - ((now - t0) % minute), lastReportAt), slots: { used, free: 9, completed: 0 } },
    };
    workers.update([report], now);
    const runs = new RunsByPlace(executions.runs.all([...executions.awake()], now));
    workers.compareWith(runs, now);
    account.apply(executions.lateLosses.settle(workers, runs, now));
  }
}

/** Two attempts run there until the server gives up on those that are named. */
function timeOut(at: number, ...activityIds: string[]): void {
  const { executions } = known;
  const both = [attempt('1'), attempt('2')];
  const before = { ...newExecution(), activities: both };
  const left = both.filter(({ activityId }) => !activityIds.includes(activityId));
  executions.runs.note(before, { ...before, activities: left }, at);
  for (const activityId of activityIds) {
    const suspect = { ...newExecution(), activity: attempt(activityId), givenUpAt: at };
    executions.apply([{ kind: 'given_up', suspect, mayHaveBeenLost: true }]);
  }
}

describe('an attempt that timed out before its worker was known to have stopped', () => {
  it('is counted as lost after a restart in between, once, and not again after a further one', async () => {
    poll(t0, t0 + 3 * minute, undefined, 2);
    timeOut(t0 + 3 * minute, '1', '2');
    poll(t0 + 3 * minute, restartAt - 10_000, undefined, 2);
    expect(lostIn(known.account)).toBe(0);
    await known.save();

    await known.restart(restartAt);
    poll(restartAt, restartAt + 3 * minute, undefined, 2);
    expect(lostIn(known.account)).toBe(2 * minute);
    await known.save();

    await known.restart(restartAt + 4 * minute);
    poll(restartAt + 4 * minute, restartAt + 8 * minute, undefined, 2);
    expect(lostIn(known.account)).toBe(2 * minute);
  });

  it('is counted once where its end is read again after a crash', async () => {
    poll(t0, t0 + 3 * minute, undefined, 2);
    timeOut(t0 + 3 * minute, '1', '2');
    poll(t0 + 3 * minute, restartAt - 10_000, undefined, 2);
    await known.save();
    await known.restart(restartAt);
    timeOut(t0 + 3 * minute, '1', '2');
    poll(restartAt, restartAt + 10 * minute, undefined, 2);
    expect(lostIn(known.account)).toBe(2 * minute);
  });

  it('is not counted where the last report did not show it, though what ran beside it is forgotten', async () => {
    poll(t0, t0 + 3 * minute);
    timeOut(t0 + 3 * minute, '1', '2');
    poll(t0 + 3 * minute, restartAt - 10_000);
    await known.save();
    await known.restart(restartAt);
    poll(restartAt, restartAt + 10 * minute);
    expect(lostIn(known.account)).toBe(0);
  });

  it('is not counted where its worker reported once more', async () => {
    poll(t0, t0 + 3 * minute, undefined, 2);
    timeOut(t0 + 3 * minute, '1', '2');
    poll(t0 + 3 * minute, restartAt - 10_000, undefined, 2);
    await known.save();
    await known.restart(restartAt);
    poll(restartAt, restartAt + 10 * minute, t0 + 4 * minute, 2);
    expect(lostIn(known.account)).toBe(0);
  });

  it('is left to the process that counts it now, and removed from the state', async () => {
    poll(t0, t0 + 3 * minute, undefined, 2);
    timeOut(t0 + 3 * minute, '1', '2');
    await known.save();
    const kept = () => [...known.engine.entries.keys()].filter((key) => key.startsWith('t'));
    expect(kept()).toHaveLength(2);
    await known.restart(restartAt, { isOfState: true, releases: 'other shards', handedOverBefore: restartAt });
    await known.save();
    expect(kept()).toEqual([]);
  });
});

describe('the proof that the server pushes cancels', () => {
  const pushed = { kind: 'cancel_was_pushed', namespace: 'default', at: t0 } as const;

  it('is kept over a restart, complete or not', async () => {
    known.executions.apply([pushed]);
    await known.save();
    await known.restart(t0 + minute);
    expect(known.executions.cancelsArePushed).toBe(false);
    known.executions.apply([pushed]);
    await known.save();
    await known.restart(t0 + 2 * minute);
    expect(known.executions.cancelsArePushed).toBe(true);
  });

  it('is old after a week, and of no worth at another address', async () => {
    known.executions.apply([pushed, pushed]);
    await known.save();
    await known.restart(t0 + minute, { isOfState: true, releases: 'everything', handedOverBefore: t0 + minute });
    expect(known.executions.cancelsArePushed).toBe(false);
    await known.restart(t0 + 7 * 24 * 60 * minute);
    expect(known.executions.cancelsArePushed).toBe(false);
  });
});

describe('an attempt whose code runs on after the server has given up on it', () => {
  const review = (now: number, used: number) => {
    const { workers, executions } = known;
    const report = {
      ...{ instanceKey: 'a', identity: '1@host', taskQueue: 'work', periodMs: minute, isShuttingDown: false },
      ...{ reportedAt: now, slots: { used, free: 9, completed: 0 } },
    };
    workers.update([report], now);
    const slots = slotsByQueue(workers.reporting(now), new RunsByPlace(), Number.POSITIVE_INFINITY);
    executions.suspects.review(slots, workers, now);
  };

  it('leaves a record of it also where a restart came in between, and none where nothing was seen', async () => {
    timeOut(t0 + minute, '1', '2');
    for (const minutes of [2, 3, 4]) review(t0 + minutes * minute, 1);
    await known.save(true);
    await known.restart(t0 + 5 * minute);
    expect(known.account.traces.newestFirst()).toEqual([]);
    for (const minutes of [6, 7, 8, 9]) review(t0 + minutes * minute, 0);
    expect(known.account.traces.newestFirst()).toMatchObject([
      { kind: 'ran_on', activityId: '1', workerIdentity: '1@host', from: t0 + minute, until: t0 + 4 * minute },
    ]);
    expect(lostIn(known.account)).toBe(0);
    await known.save(true);
    expect([...known.engine.entries.keys()].filter((key) => /^[sp]\[/.test(key))).toEqual(['p[0]']);
  });
});
