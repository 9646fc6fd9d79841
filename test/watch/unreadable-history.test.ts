import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TemporalError } from '../../collector/errors.js';
import type { Budget } from '../../collector/temporal/budget.js';
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
  runningActivity,
} from '../support/model.js';

const hourMs = 3_600_000;
/** On the clock of the test. */
const onePerSecond = { take: () => new Promise((resolve) => setTimeout(resolve, 1_000)) } as unknown as Budget;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a history that can never be read is asked for more and more rarely, and descriptions go on', async () => {
  const now = Date.now();
  const scheduler = newScheduler(() => performance.now());
  const executions = new Executions('default', newAccount(), scheduler, limits, 0);
  const { namespace, workflowId, runId, kind, workflowType, taskQueue } = newExecution();
  await executions.started([{ namespace, workflowId, runId, kind, workflowType, taskQueue, startedAt: now }], now);
  const askedAt: number[] = [];
  let described = 0;
  const observer = new Observer({
    executions,
    scheduler,
    budget: onePerSecond,
    source: {
      describe: async () => {
        described += 1;
        const cancelled = runningActivity({ state: 'cancel_requested', attemptStartedAt: now });
        return { description: descriptionAt(Date.now(), [cancelled]), unreadable: [] };
      },
      readTail: async () => {
        askedAt.push(Date.now() - now);
        throw new TemporalError('GetWorkflowExecutionHistoryReverse', 'INTERNAL', 'a history that is broken');
      },
    },
    wake: new Wake(),
    clock: createServerClock(),
    context,
    log: pino({ level: 'silent' }),
  });
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
  expect(described).toBeGreaterThan(1_000);
});
