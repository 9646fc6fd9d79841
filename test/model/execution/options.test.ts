import { describe, expect, it } from 'vitest';
import type { RunningActivity } from '../../../collector/model/activity/activity.js';
import { mayStillRun } from '../../../collector/model/activity/orphan.js';
import { countOrphans } from '../../../collector/model/execution/count-orphans.js';
import { type Execution, needsHistory } from '../../../collector/model/execution/execution.js';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { foldHistory } from '../../../collector/model/execution/fold-history.js';
import type { HistoryEvent } from '../../../collector/model/execution/history.js';
import { questionFor } from '../../../collector/model/execution/history-question.js';
import type { Step } from '../../../collector/model/execution/step.js';
import { TailCheck } from '../../../collector/model/execution/tail-check.js';
import { context, descriptionAt, limits, newExecution, runningActivity, t0 } from '../../support/model.js';

const at = (seconds: number) => t0 + seconds * 1000;
/** As a server before 1.28 describes it. */
const untold = runningActivity({ taskQueue: '', optionsUnknown: true });
const cancelled = runningActivity({ taskQueue: '', optionsUnknown: true, state: 'cancel_requested' });
const scheduled: HistoryEvent = {
  ...{ eventId: 5, at: at(0), kind: 'scheduled', activityId: '5', activityType: 'charge', taskQueue: 'elsewhere' },
  ...{ heartbeatTimeoutMs: 60_000, startToCloseTimeoutMs: 600_000 },
};
const requested: HistoryEvent = { eventId: 6, at: at(15), kind: 'cancel_requested', scheduledEventId: 5 };

function read(execution: Execution, ...newestFirst: HistoryEvent[]): Step {
  const newestEventId = newestFirst[0]?.eventId ?? 0;
  return foldHistory(execution, { events: newestFirst, newestEventId, tooLong: false }, limits);
}
const wasted = ({ effects }: Step) =>
  effects.flatMap((effect) =>
    effect.kind === 'wasted' ? [[effect.labels.taskQueue, effect.reason, effect.changeMs / 1000]] : [],
  );

describe('the options of an activity that the server does not tell', () => {
  const { execution } = foldDescription(newExecution(-60_000), descriptionAt(at(10), [untold]), context);

  it('are asked for in history, back to its scheduling, once', () => {
    expect(needsHistory(execution)).toBe(true);
    const asked = questionFor(execution);
    expect(new TailCheck(asked).add([requested]).isAnswered).toBe(false);
    expect(new TailCheck(asked).add([requested, scheduled]).isAnswered).toBe(true);
    const { execution: known } = read(execution, scheduled);
    expect(needsHistory(known)).toBe(false);
    expect(known.activities[0]).toMatchObject({
      taskQueue: 'elsewhere',
      heartbeatTimeoutMs: 60_000,
      startToCloseTimeoutMs: 600_000,
    });
  });

  it('are not asked for again by later descriptions, nor for a retry', () => {
    const { execution: known } = read(execution, scheduled);
    const later = foldDescription(known, descriptionAt(at(20), [untold]), context).execution;
    expect(needsHistory(later)).toBe(false);
    const retried = { ...untold, attempt: 2, attemptStartedAt: at(25) };
    const [attempt] = foldDescription(later, descriptionAt(at(30), [retried]), context).execution.attempts.values();
    expect(attempt?.activity).toMatchObject({ taskQueue: 'elsewhere', heartbeatTimeoutMs: 60_000 });
  });

  it('are asked for again where an activity ID is used again', () => {
    const { execution: known } = read(execution, scheduled);
    const other = { ...untold, attemptStartedAt: at(25) };
    expect(needsHistory(foldDescription(known, descriptionAt(at(30), [other]), context).execution)).toBe(true);
  });

  it('are asked for once, also where history does not contain them', () => {
    expect(needsHistory(read(execution).execution)).toBe(false);
  });

  it('hold the seconds of a cancelled attempt back until they are known', () => {
    let step = foldDescription(newExecution(-60_000), descriptionAt(at(20), [cancelled]), context);
    step = foldDescription(step.execution, descriptionAt(at(40), [cancelled]), context);
    expect(wasted(step)).toEqual([]);
    expect([...step.execution.attempts.values()][0]?.episode?.reason).toBe('unknown');
    step = read(step.execution, requested, scheduled);
    expect(wasted(step)).toEqual([['elsewhere', 'awaiting_heartbeat', 25]]);
    step = foldDescription(step.execution, descriptionAt(at(50), [cancelled]), context);
    expect(wasted(step)).toEqual([['elsewhere', 'awaiting_heartbeat', 10]]);
  });

  it('are read for what a closed workflow left behind: until then its bound is not known, and not passed', () => {
    const closed = foldDescription(execution, descriptionAt(at(30), [untold], { closedAt: at(25) }), context).execution;
    expect(needsHistory(closed)).toBe(true);
    const waiting = countOrphans(closed, at(35)).execution;
    expect(waiting.orphans).toHaveLength(1);
    const [left] = read(waiting, scheduled).execution.orphans;
    expect(left).toMatchObject({ allowedUntil: at(60), activity: { taskQueue: 'elsewhere' } });
    expect(left && mayStillRun(left, at(59))).toBe(true);
  });
});

it('an attempt keeps the task queue that it was dispatched to when its options are updated under way', () => {
  const { execution } = foldDescription(newExecution(), descriptionAt(at(10), [runningActivity()]), context);
  const moved = runningActivity({ taskQueue: 'next' });
  const step = foldDescription(execution, descriptionAt(at(20), [moved]), context);
  expect(step.execution.activities[0]?.taskQueue).toBe('work');
  const retried = foldDescription(
    step.execution,
    descriptionAt(at(30), [{ ...moved, attempt: 2, attemptStartedAt: at(25) }]),
    context,
  );
  expect(retried.execution.activities[0]?.taskQueue).toBe('next');
});

it('thousands of activities of a server that tells no options are joined to what was known without a search for each', () => {
  const count = 1_000;
  let reads = 0;
  const listed = Array.from({ length: count }, (_, index) => {
    const { activityId: _id, ...fields } = untold;
    return {
      ...fields,
      attempt: 1,
      get activityId() {
        reads += 1;
        return `${index}`;
      },
    };
  });
  const known = { ...newExecution(-60_000), describedAt: at(10), activities: listed };
  const retried = listed.map((_, index) => ({
    ...untold,
    activityId: `${index}`,
    attempt: 2,
    attemptStartedAt: at(25),
  }));
  foldDescription(known, descriptionAt(at(30), retried), context);
  expect(reads).toBeLessThanOrEqual(3 * count);
});

describe('the end of a schedule-to-close timeout', () => {
  /** The server goes on naming the end that it had at first. */
  const running = (more: Partial<RunningActivity> = {}) =>
    runningActivity({ expiresAt: at(15), scheduleToCloseMs: 15_000, ...more });
  const endAfter = (...described: readonly RunningActivity[]) => {
    let execution = newExecution();
    for (const [index, activity] of described.entries())
      execution = foldDescription(execution, descriptionAt(at(1 + index), [activity]), context).execution;
    return execution.activities[0]?.expiresAt;
  };

  it('moves with the timeout when that is updated under way, and back', () => {
    const longer = running({ scheduleToCloseMs: 40_000 });
    expect(endAfter(running(), longer)).toBe(at(40));
    expect(endAfter(running(), longer, longer)).toBe(at(40));
    expect(endAfter(running(), longer, running({ scheduleToCloseMs: 10_000 }))).toBe(at(10));
    expect(endAfter(running(), longer, running())).toBe(at(15));
  });

  it('stays where it is for a retry, whenever that is scheduled', () => {
    const retried = running({ attempt: 2, attemptStartedAt: at(9), scheduledAt: at(8), scheduleToCloseMs: 40_000 });
    expect(endAfter(running(), retried)).toBe(at(40));
  });

  it('is that of another activity where the ID is used again', () => {
    const other = running({
      attemptStartedAt: at(9),
      scheduledAt: at(8),
      expiresAt: at(48),
      scheduleToCloseMs: 40_000,
    });
    expect(endAfter(running(), other)).toBe(at(48));
  });
});
