import { describe, expect, it } from 'vitest';
import type { Suspect } from '../../collector/model/execution/suspect.js';
import type { QueueSlots } from '../../collector/model/workers/slots.js';
import { Workers } from '../../collector/model/workers/workers.js';
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
});
