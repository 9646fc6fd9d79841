import { beforeEach, describe, expect, it } from 'vitest';
import type { Suspect } from '../../collector/model/execution/suspect.js';
import type { QueueSlots } from '../../collector/model/workers/slots.js';
import type { WorkerReport } from '../../collector/model/workers/worker.js';
import { Workers } from '../../collector/model/workers/workers.js';
import { saveSuspect } from '../../collector/state/format.js';
import { entrySchemas } from '../../collector/state/schema.js';
import { Suspects } from '../../collector/watch/suspects.js';
import { newExecution, runningActivity, t0 } from '../support/model.js';

function suspect(activityId: string, attempt = 1, afterMs = 0): Suspect {
  const activity = runningActivity({
    ...{ activityId, attempt, workerIdentity: '1@worker' },
    attemptStartedAt: t0 + afterMs,
  });
  return { ...newExecution(), activity, givenUpAt: t0 };
}

function slotsWith(excess: number): QueueSlots[] {
  const { taskQueue } = suspect('1').activity;
  return [
    { taskQueue, used: 5, free: 5, accounted: 0, unaccounted: excess, unaccountedOn: new Map([['1@worker', excess]]) },
  ];
}

const idsOf = (suspects: readonly Suspect[]) => suspects.map(({ activity }) => activity.activityId);

describe('suspects', () => {
  it('are an attempt each, however often its end is read', () => {
    const suspects = new Suspects();
    for (const one of [suspect('1'), suspect('1'), suspect('1', 2, 1), suspect('2')]) suspects.add(one);
    expect(idsOf(suspects.values())).toEqual(['1', '1', '2']);
  });

  it('are at most a thousand, the latest', () => {
    const suspects = new Suspects();
    for (let id = 1; id <= 1_001; id += 1) suspects.add(suspect(`${id}`));
    expect(suspects.values()).toHaveLength(1_000);
    expect(idsOf(suspects.values())[0]).toBe('2');
  });

  it('whose worker is not heard of for a day are forgotten', () => {
    const suspects = new Suspects();
    suspects.add(suspect('1'));
    for (const hour of [0, 24]) suspects.review([], new Workers(), t0 + hour * 3_600_000);
    expect(suspects.values()).toHaveLength(1);
    suspects.review([], new Workers(), t0 + 25 * 3_600_000);
    expect(suspects.values()).toEqual([]);
  });

  it('that are restored stay until the worker has reported twice without an excess', () => {
    const suspects = new Suspects();
    suspects.add(suspect('1'));
    const workers = new Workers();
    const report = { instanceKey: 'i', identity: '1@worker', taskQueue: suspect('1').activity.taskQueue };
    const at = (now: number, excess: number) => {
      workers.update([{ ...report, reportedAt: now - 1, isShuttingDown: false }], now);
      suspects.review(slotsWith(excess), workers, now);
      return idsOf(suspects.values());
    };
    expect(at(t0 + 60_000, 1)).toEqual(['1']);
    expect(idsOf(suspects.shown(slotsWith(1)))).toEqual(['1']);
    expect(at(t0 + 90_000, 0)).toEqual(['1']);
    expect(at(t0 + 120_000, 0)).toEqual([]);
  });

  describe('that slots show to run on', () => {
    const minute = 60_000;
    const report = { instanceKey: 'i', identity: '1@worker', taskQueue: suspect('1').activity.taskQueue };
    let left: Suspect[];
    let suspects: Suspects;
    let workers: Workers;
    beforeEach(() => {
      left = [];
      suspects = new Suspects((one) => left.push(one));
      workers = new Workers();
      suspects.add(suspect('1'));
      suspects.add(suspect('2'));
    });
    const reported = (afterMs: number, excess: number) => {
      const now = t0 + afterMs;
      workers.update([{ ...report, reportedAt: now - 1_000, isShuttingDown: false }], now);
      suspects.review(slotsWith(excess), workers, now);
    };
    const heldMs = (all: readonly Suspect[]) =>
      all.map(({ activity, heldUntil }) => [activity.activityId, heldUntil === undefined ? undefined : heldUntil - t0]);

    it('leave with the last report that showed it, once two reports show no such slot', () => {
      for (const minutes of [1, 2, 3]) reported(minutes * minute, 1);
      expect(left).toEqual([]);
      expect(heldMs(suspects.values())).toEqual([
        ['1', 3 * minute - 1_000],
        ['2', undefined],
      ]);
      reported(4 * minute, 0);
      expect(suspects.values()).toEqual([]);
      expect(heldMs(left)).toEqual([
        ['1', 3 * minute - 1_000],
        ['2', undefined],
      ]);
    });

    it('leave with it where their worker is gone', () => {
      for (const minutes of [1, 2]) reported(minutes * minute, 1);
      for (const minutes of [3, 4, 5, 6]) {
        workers.update([], t0 + minutes * minute);
        suspects.review([], workers, t0 + minutes * minute);
      }
      workers.update(
        [{ ...report, reportedAt: t0 + 7 * minute, isShuttingDown: false, hasEnded: true }],
        t0 + 7 * minute,
      );
      suspects.review([], workers, t0 + 30 * 60 * minute);
      expect(heldMs(left)[0]).toEqual(['1', 2 * minute - 1_000]);
    });

    it('are read from the state of a version that noted nothing of it', () => {
      const {
        heldUntil: _held,
        cause: _cause,
        ...older
      } = saveSuspect({ ...suspect('1'), heldUntil: t0 + 1, cause: 'silent' });
      expect(entrySchemas.suspect.parse(JSON.parse(JSON.stringify(older)))).toMatchObject({ givenUpAt: t0 });
    });

    it('are saved with it, and continue from it after a restart', () => {
      reported(minute, 1);
      reported(2 * minute, 1);
      const saved = suspects.values().map((one) => JSON.parse(JSON.stringify(saveSuspect(one))));
      const restored = saved.map((one) => entrySchemas.suspect.parse(one) as Suspect);
      expect(heldMs(restored)).toEqual([
        ['1', 2 * minute - 1_000],
        ['2', undefined],
      ]);
    });
  });

  describe('that were found to hold a slot', () => {
    const second = 1_000;
    const { taskQueue } = suspect('1').activity;
    const slots = { used: 2, free: 8, completed: 0 };
    const report = { instanceKey: 'i', identity: '1@worker', taskQueue, isShuttingDown: false, slots };
    let left: Suspect[];
    let suspects: Suspects;
    let workers: Workers;
    const poll = (afterSeconds: number, compared: readonly QueueSlots[], more?: Partial<WorkerReport>) => {
      const now = t0 + afterSeconds * second;
      const reports = more === undefined ? [] : [{ ...report, reportedAt: now - second, ...more }];
      workers.update(reports, now);
      suspects.review(compared, workers, now);
      return { shown: idsOf(suspects.shown(compared)), undecided: idsOf(suspects.undecided(compared, now)) };
    };
    beforeEach(() => {
      left = [];
      suspects = new Suspects((one) => left.push(one));
      workers = new Workers();
      for (const id of ['1', '2', '3']) suspects.add(suspect(id));
      for (const after of [10, 70]) poll(after, slotsWith(2), {});
    });

    it('may still run, up to the same report, while their worker shuts down', () => {
      const held = suspects.shown(slotsWith(2));
      expect(poll(100, [], { isShuttingDown: true })).toEqual({ shown: ['1', '2'], undecided: ['3'] });
      expect(poll(160, [], { isShuttingDown: true })).toEqual({ shown: ['1', '2'], undecided: ['3'] });
      expect(suspects.shown([])).toEqual(held);
      expect(held.map(({ heldUntil }) => heldUntil)).toEqual([t0 + 69 * second, t0 + 69 * second]);
      expect(left).toEqual([]);
    });

    it('are at most as many as the slots that it still uses, and none once it uses none', () => {
      const isShuttingDown = true;
      expect(poll(100, [], { isShuttingDown, slots: { ...slots, used: 1 } })).toEqual({
        shown: ['1'],
        undecided: ['3'],
      });
      expect(poll(160, [], { isShuttingDown, slots: { ...slots, used: 0 } })).toEqual({ shown: [], undecided: ['3'] });
      expect(idsOf(left)).toEqual(['1', '2']);
    });

    it('may still run while their worker is silent, and leave once it counts as gone', () => {
      expect(poll(100, [], { isShuttingDown: true })).toMatchObject({ shown: ['1', '2'] });
      for (const after of [130, 160, 190, 220]) expect(poll(after, [])).toMatchObject({ shown: ['1', '2'] });
      expect(poll(250, [])).toMatchObject({ shown: [] });
      expect(left.map(({ activity, heldUntil }) => [activity.activityId, heldUntil])).toEqual([
        ['1', t0 + 69 * second],
        ['2', t0 + 69 * second],
      ]);
    });

    it('are not undecided again once a comparison has shown the slot free', () => {
      expect(poll(130, slotsWith(1), {})).toEqual({ shown: ['1'], undecided: [] });
      expect(poll(160, [], { isShuttingDown: true })).toEqual({ shown: ['1'], undecided: [] });
    });
  });

  describe('of which it is not known yet whether they still run', () => {
    const report = { instanceKey: 'i', identity: '1@worker', taskQueue: suspect('1').activity.taskQueue };
    const undecided = (suspects: Suspects, excess: number, now: number) =>
      idsOf(suspects.undecided(slotsWith(excess), now));

    it('are undecided until the worker has reported twice, and then shown or not', () => {
      const suspects = new Suspects();
      for (const id of ['1', '2']) suspects.add(suspect(id));
      const workers = new Workers();
      const at = (now: number, excess: number) => {
        workers.update([{ ...report, reportedAt: now - 1, isShuttingDown: false }], now);
        suspects.review(slotsWith(excess), workers, now);
        return undecided(suspects, excess, now);
      };
      expect(undecided(suspects, 0, t0 + 1_000)).toEqual(['1', '2']);
      expect(at(t0 + 10_000, 0)).toEqual(['1', '2']);
      expect(at(t0 + 70_000, 1)).toEqual(['2']);
      expect(at(t0 + 130_000, 1)).toEqual([]);
      expect(idsOf(suspects.shown(slotsWith(1)))).toEqual(['1']);
    });

    it('are undecided for a minute where no worker reports, and for five at most where no comparison is possible', () => {
      const suspects = new Suspects();
      suspects.add(suspect('1'));
      expect(undecided(suspects, 0, t0 + 60_000)).toEqual(['1']);
      expect(undecided(suspects, 0, t0 + 60_001)).toEqual([]);
      const workers = new Workers();
      for (const after of [10_000, 70_000, 130_000]) {
        workers.update([{ ...report, reportedAt: t0 + after - 1, isShuttingDown: false }], t0 + after);
        suspects.review([], workers, t0 + after);
      }
      expect(idsOf(suspects.undecided([], t0 + 300_000))).toEqual(['1']);
      expect(idsOf(suspects.undecided([], t0 + 300_001))).toEqual([]);
    });
  });
});
