import { pino } from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import type { Description } from '../../collector/model/execution/fold-description.js';
import type { HistoryEvent, Tail } from '../../collector/model/execution/history.js';
import { Budget } from '../../collector/temporal/budget.js';
import { Executions } from '../../collector/watch/executions.js';
import { Observer } from '../../collector/watch/observer.js';
import { createServerClock } from '../../collector/watch/server-clock.js';
import { Wake } from '../../collector/watch/wake.js';
import { waitFor } from '../../tools/wait-for.js';
import {
  context,
  descriptionAt,
  limits,
  newAccount,
  newExecution,
  newScheduler,
  runningActivity,
  t0,
} from '../support/model.js';

const emptyTail: Tail = { events: [], newestEventId: 0, tooLong: false };

/** An observer of one execution, which describes it as given. */
function observerOf(description: Description, log = pino({ level: 'silent' }), readTail = async () => emptyTail) {
  const scheduler = newScheduler();
  const executions = new Executions('default', newAccount(), scheduler, limits, 0);
  executions.foundClosed([newExecution()], t0);
  const observer = new Observer({
    executions,
    scheduler,
    budget: new Budget(1_000),
    source: {
      describe: async () => ({ description, unreadable: [] }),
      readTail,
    },
    wake: new Wake(),
    clock: createServerClock(),
    context,
    log,
  });
  return { executions, scheduler, observer };
}

it('an unexpected error in the loop is logged, and the loop continues', async () => {
  const lines: { level: number; msg: string }[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  const { executions, scheduler, observer } = observerOf(descriptionAt(t0 + 1), log);
  const take = scheduler.take.bind(scheduler);
  let takes = 0;
  scheduler.take = () => {
    takes += 1;
    if (takes === 1) throw new TypeError('a bug');
    return take();
  };
  const running = observer.run();
  await waitFor(async () => executions.get(newExecution().key)?.describedAt, {
    what: 'a description',
    deadlineMs: 10_000,
  });
  observer.stop();
  await running;
  expect(lines.map(({ msg }) => msg)).toEqual(['unexpected error in the observer; continuing']);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Each look at the clock finds that the slice is over. */
function endSlicesAtOnce(): void {
  let nowMs = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => {
    nowMs += 10;
    return nowMs;
  });
}

it('folds thousands of activities in slices, into what is known when it is done', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => runningActivity({ activityId: `${index}` }));
  const { executions, observer } = observerOf(descriptionAt(t0 + 1, many));
  const { key } = newExecution();
  endSlicesAtOnce();
  let turns = 0;
  const turn = () => {
    turns += 1;
    const known = executions.get(key);
    if (known === undefined || known.describedAt !== undefined) return;
    if (turns === 50) executions.update(key, { execution: { ...known, takenOverAt: t0 }, effects: [] }, t0);
    setImmediate(turn);
  };
  const running = observer.run();
  setImmediate(turn);
  await vi.waitFor(() => expect(executions.get(key)?.describedAt).toBeDefined(), { timeout: 60_000 });
  observer.stop();
  await running;
  expect(turns).toBeGreaterThan(150);
  expect(executions.get(key)).toMatchObject({ takenOverAt: t0, describedAt: t0 + 1 });
  expect(executions.get(key)?.attempts.size).toBe(10_000);
});

it('folds in one piece what has changed meanwhile twice: it must not begin again for ever', async () => {
  const many = Array.from({ length: 10 }, (_, index) => runningActivity({ activityId: `${index}` }));
  const { executions, observer } = observerOf(descriptionAt(t0 + 1, many));
  const { key } = newExecution();
  endSlicesAtOnce();
  let turns = 0;
  const changeAlways = () => {
    turns += 1;
    const known = executions.get(key);
    if (turns === 1_000 || known === undefined || known.describedAt !== undefined) return;
    executions.update(key, { execution: { ...known, takenOverAt: t0 + turns }, effects: [] }, t0);
    setImmediate(changeAlways);
  };
  const running = observer.run();
  setImmediate(changeAlways);
  await vi.waitFor(() => expect(executions.get(key)?.describedAt).toBeDefined(), { timeout: 60_000 });
  observer.stop();
  await running;
  expect(turns).toBeLessThan(200);
  expect(executions.get(key)?.attempts.size).toBe(10);
});

it('learns from a long history in slices', async () => {
  const events = Array.from(
    { length: 5_000 },
    (_, index): HistoryEvent => ({
      ...{ eventId: 5_000 - index, at: t0, kind: 'other' },
    }),
  );
  let turns = 0;
  let readAtTurn: number | undefined;
  const readTail = async () => {
    readAtTurn = turns;
    return { events, newestEventId: 5_000, tooLong: false };
  };
  const cancelled = runningActivity({ state: 'cancel_requested' });
  const { scheduler, observer } = observerOf(descriptionAt(t0 + 1, [cancelled]), undefined, readTail);
  let learnedAtTurn: number | undefined;
  const readHistory = scheduler.readHistory.bind(scheduler);
  scheduler.readHistory = (...read) => {
    learnedAtTurn = turns;
    readHistory(...read);
  };
  endSlicesAtOnce();
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const running = observer.run();
  await vi.waitFor(() => expect(learnedAtTurn).toBeDefined(), { timeout: 60_000 });
  observer.stop();
  await running;
  isOver = true;
  expect((learnedAtTurn ?? 0) - (readAtTurn ?? 0)).toBeGreaterThan(1_000);
});
