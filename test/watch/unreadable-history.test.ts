import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TemporalError } from '../../collector/errors.js';
import type { Activity } from '../../collector/model/activity/activity.js';
import type { Tail } from '../../collector/model/execution/history.js';
import { Executions } from '../../collector/watch/executions.js';
import { Observer } from '../../collector/watch/observer.js';
import { createServerClock } from '../../collector/watch/server-clock.js';
import { Wake } from '../../collector/watch/wake.js';
import {
  context,
  descriptionAt,
  limits,
  newAccount,
  newExecution,
  newScheduler,
  oneCallEvery,
  runningActivity,
} from '../support/model.js';

const hourMs = 3_600_000;
const onePerSecond = oneCallEvery(1_000);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const broken = async (): Promise<Tail> => {
  throw new TemporalError('GetWorkflowExecutionHistoryReverse', 'INTERNAL', 'a history that is broken');
};
/** Its fold throws. */
const unexpected = async (): Promise<Tail> => ({
  events: [],
  tooLong: false,
  get newestEventId(): number {
    throw new TypeError('a bug');
  },
});

/** An observer of one execution with one activity. */
async function observerOf(answer: () => Promise<Tail>, state: Activity['state'] = 'cancel_requested') {
  const now = Date.now();
  const scheduler = newScheduler(() => performance.now());
  const executions = new Executions('default', newAccount(), scheduler, limits, 0);
  const { namespace, workflowId, runId, kind, workflowType, taskQueue } = newExecution();
  await executions.started([{ namespace, workflowId, runId, kind, workflowType, taskQueue, startedAt: now }], now);
  const askedAt: number[] = [];
  const describedAt: number[] = [];
  const observer = new Observer({
    executions,
    scheduler,
    budget: onePerSecond,
    source: {
      describe: async () => {
        describedAt.push(Date.now() - now);
        const activity = runningActivity({ state, attemptStartedAt: now });
        return { description: descriptionAt(Date.now(), [activity]), unreadable: [] };
      },
      readTail: async () => {
        askedAt.push(Date.now() - now);
        return answer();
      },
    },
    wake: new Wake(),
    clock: createServerClock(),
    context,
    log: pino({ level: 'silent' }),
  });
  return { observer, executions, scheduler, askedAt, describedAt };
}

it.each([
  ['read', broken],
  ['folded', unexpected],
])('a history that can never be %s is asked for more and more rarely, and descriptions go on', async (_, answer) => {
  const { observer, askedAt, describedAt } = await observerOf(answer);
  const running = observer.run();
  await vi.advanceTimersByTimeAsync(3 * hourMs);
  observer.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  await running;
  // 2 s, 4 s, … 34 min, then an hour.
  const pauses = askedAt.map((at, index) => at - (askedAt[index - 1] ?? at)).slice(1);
  expect(pauses.length).toBeGreaterThan(10);
  for (const [index, pause] of pauses.entries())
    expect(pause).toBeGreaterThanOrEqual(Math.min(hourMs, 2_000 * 2 ** index));
  expect(describedAt.length).toBeGreaterThan(1_000);
});

it('an execution that is described before the pause after failures is over does not wait for the rest of it', async () => {
  const nothing = async () => ({ events: [], newestEventId: 5, tooLong: false });
  const { observer, executions, scheduler, describedAt } = await observerOf(nothing, 'started');
  const running = observer.run();
  await vi.advanceTimersByTimeAsync(60_000);
  const job = { key: newExecution().key, task: 'describe' } as const;
  for (let times = 0; times < 12; times++) executions.failures.add(job, Date.now(), 'INTERNAL');
  scheduler.put(job, { urgency: 'left_list', workflowType: newExecution().workflowType });
  const before = describedAt.length;
  await vi.advanceTimersByTimeAsync(600_000);
  observer.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  await running;
  expect(describedAt.length - before).toBeGreaterThan(10);
});
