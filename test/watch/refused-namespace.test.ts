import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TemporalError, type TemporalErrorCode } from '../../collector/errors.js';
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

const secondMs = 1_000;
const minuteMs = 60_000;
const tenPerSecond = oneCallEvery(100);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/**
 * An observer of `count` executions by the test's clock. `refusal` decides which of them the server refuses, with which code;
 * those whose name begins with `short` have closed when they are described.
 */
async function observing(count: number, refusal: (workflowId: string) => TemporalErrorCode | undefined) {
  const now = Date.now();
  const scheduler = newScheduler(() => performance.now());
  const executions = new Executions('default', newAccount(), scheduler, limits, 0);
  const { namespace, runId, kind, workflowType, taskQueue } = newExecution();
  const find = (workflowId: string) => {
    const startedAt = Date.now();
    return executions.started([{ namespace, workflowId, runId, kind, workflowType, taskQueue, startedAt }], startedAt);
  };
  const described = new Map<string, number[]>();
  const asked = new Map<string, number[]>();
  const note = (calls: Map<string, number[]>, workflowId: string) =>
    calls.set(workflowId, [...(calls.get(workflowId) ?? []), Date.now() - now]);
  for (let index = 0; index < count; index++) await find(`${index}`);
  const observer = new Observer({
    executions,
    scheduler,
    budget: tenPerSecond,
    source: {
      describe: async ({ workflowId }) => {
        note(asked, workflowId);
        const code = refusal(workflowId);
        if (code !== undefined) throw new TemporalError('DescribeWorkflowExecution', code, 'refused');
        note(described, workflowId);
        const running = descriptionAt(Date.now(), [runningActivity({ attemptStartedAt: now })]);
        const closed = descriptionAt(Date.now(), [], { closedAt: Date.now() });
        return { description: workflowId.startsWith('short') ? closed : running, unreadable: [] };
      },
      readTail: async () => ({ events: [], newestEventId: 0, tooLong: false }),
    },
    wake: new Wake(),
    clock: createServerClock(),
    context,
    log: pino({ level: 'silent' }),
  });
  const running = observer.run();
  const end = async () => {
    observer.stop();
    await vi.advanceTimersByTimeAsync(secondMs);
    await running;
  };
  return { find, described, asked, end };
}

for (const code of ['PERMISSION_DENIED', 'UNIMPLEMENTED', 'INTERNAL', 'UNKNOWN'] as const)
  it(`once a server that answered every call with ${code} for half an hour answers again, all are described at once`, async () => {
    let isOut = true;
    const { find, described, end } = await observing(50, () => (isOut ? code : undefined));
    await vi.advanceTimersByTimeAsync(30 * minuteMs);
    isOut = false;
    const over = 30 * minuteMs;
    await find('new');
    await vi.advanceTimersByTimeAsync(20 * secondMs);
    expect(described.size).toBe(51);
    for (const [first] of described.values()) expect(first).toBeLessThan(over + 10 * secondMs);
    await end();
  });

it('without anything new to ask for, one call a minute finds out that the outage is over', async () => {
  let isOut = true;
  const { asked, described, end } = await observing(5, () => (isOut ? 'PERMISSION_DENIED' : undefined));
  await vi.advanceTimersByTimeAsync(40 * minuteMs);
  isOut = false;
  const calls = [...asked.values()].flat().length;
  // The pauses of five executions double, and one of them is asked for every minute.
  expect(calls).toBeLessThan(5 * 12 + 45);
  await vi.advanceTimersByTimeAsync(65 * secondMs);
  expect(described.size).toBe(5);
  await end();
});

it('an execution that cannot be read while others can is asked for more and more rarely', async () => {
  const { asked, end } = await observing(5, (workflowId) => (workflowId === '0' ? 'INTERNAL' : undefined));
  await vi.advanceTimersByTimeAsync(60 * minuteMs);
  expect(asked.get('1')?.length).toBeGreaterThan(500);
  expect(asked.get('0')?.length).toBeLessThan(14);
  await end();
});

it('where an outage ends step by step, what is refused once more is asked for again soon', async () => {
  let refusedOnceMore = new Set<string>();
  let isOut = true;
  const { find, described, end } = await observing(20, (workflowId) =>
    isOut || refusedOnceMore.delete(workflowId) ? 'PERMISSION_DENIED' : undefined,
  );
  await vi.advanceTimersByTimeAsync(30 * minuteMs);
  refusedOnceMore = new Set(Array.from({ length: 10 }, (_, index) => `${index}`));
  isOut = false;
  await find('new');
  await vi.advanceTimersByTimeAsync(20 * secondMs);
  expect(described.size).toBe(21);
  await end();
});

it('executions that cannot be read cost few calls, though for half a minute at a time no other is asked for', async () => {
  const { find, asked, end } = await observing(50, (workflowId) =>
    workflowId.startsWith('short') ? undefined : 'INTERNAL',
  );
  for (let half = 0; half < 120; half++) {
    await find(`short ${half}`);
    await vi.advanceTimersByTimeAsync(30 * secondMs);
  }
  const calls = Array.from({ length: 50 }, (_, index) => asked.get(`${index}`)?.length ?? 0);
  expect(asked.get('short 119')).toHaveLength(1);
  expect(Math.max(...calls)).toBeLessThan(60);
  await end();
});
