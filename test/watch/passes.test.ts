import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { Millis } from '../../collector/model/activity/activity.js';
import { keyOf } from '../../collector/model/execution/execution.js';
import type { FoundClosed, FoundExecution } from '../../collector/temporal/source.js';
import { Executions } from '../../collector/watch/executions.js';
import { Passes } from '../../collector/watch/passes.js';
import { Reconciliation } from '../../collector/watch/reconciliation.js';
import { createServerClock } from '../../collector/watch/server-clock.js';
import { waitFor } from '../../tools/wait-for.js';
import { limits, newAccount, newScheduler, t0 } from '../support/model.js';

type Run = FoundExecution & { startedAt: Millis };

const run = (number: number, startedAt: Millis): Run => ({
  ...{ namespace: 'default', workflowId: `w-${number}`, runId: 'r', kind: 'workflow' },
  ...{ workflowType: 'order', taskQueue: 'work', startedAt },
});

/** A namespace whose open executions come in pages of two, by a clock that the test holds. */
function watched(visibilityPerSecond = 1_000) {
  const open = new Map<string, Run>();
  const closed: (FoundClosed & { closedAt: Millis })[] = [];
  const calls = { open: 0, started: 0, closed: 0 };
  const invisible = new Set<string>();
  let now = t0;
  const clock = createServerClock({ wallMs: () => now, monotonicMs: () => now });
  const scheduler = newScheduler();
  const executions = new Executions('default', newAccount(), scheduler, limits, t0);
  const missed: number[] = [];
  const listing = <F extends FoundExecution>(found: readonly F[]) => ({
    ...{ found: found.filter((one) => !invisible.has(keyOf(one))), unreadable: 0, newestInstant: now },
  });
  const source = {
    open: async (_bounds: unknown, onPage?: () => Promise<void>) => {
      const found = [...open.values()];
      calls.open += 1;
      for (let page = 1; page < found.length / 2; page++) {
        calls.open += 1;
        await onPage?.();
      }
      return listing(found);
    },
    openPages: async function* () {
      for (let from = 0; from < open.size; from += 2) {
        calls.open += 1;
        yield listing([...open.values()].slice(from, from + 2));
      }
    },
    started: async (since: Millis) => {
      calls.started += 1;
      return listing([...open.values()].filter(({ startedAt }) => startedAt >= since));
    },
    openStandalone: async () => undefined,
    closed: async ({ since }: { since: Millis }) => {
      calls.closed += 1;
      return { ...listing(closed.filter(({ closedAt }) => closedAt >= since)), missed: 0 };
    },
  };
  const common = { executions, source, clock, log: pino({ level: 'silent' }), wake: () => undefined };
  const reconciliation = new Reconciliation({
    ...common,
    visibilityPerSecond: () => visibilityPerSecond,
    recordMissed: (count) => missed.push(count),
  });
  const parts = { ...common, reconciliation, record: () => undefined, recordSkipped: () => undefined };
  const passes = new Passes(parts, t0);
  return {
    ...{ passes, executions, scheduler, reconciliation, calls, missed, invisible },
    start: (...runs: Run[]) => {
      for (const one of runs) open.set(keyOf(one), one);
    },
    close: (one: Run, fields: Partial<FoundClosed> = {}) => {
      open.delete(keyOf(one));
      closed.push({ ...one, ...fields, closedAt: now });
    },
    /** No listing names it any more, not even those of what has closed. */
    lose: (one: Run) => open.delete(keyOf(one)),
    pass: async (at: Millis) => {
      now = at;
      return await passes.run();
    },
  };
}

const old = Array.from({ length: 9 }, (_, number) => run(number, t0 - 3_600_000));

it('the first pass lists all that is open, later ones what has started since', async () => {
  const { start, pass, calls, executions, passes, reconciliation } = watched(0.001);
  start(...old);
  await pass(t0 + 1_000);
  expect(calls).toEqual({ open: 5, started: 0, closed: 1 });
  start(run(20, t0 + 5_000));
  await pass(t0 + 11_000);
  expect(calls).toEqual({ open: 5, started: 1, closed: 2 });
  expect(executions.size).toBe(10);
  expect(passes.lastStartedAt).toBe(t0 + 11_000);
  reconciliation.stop();
});

it('where one call lists all that is open, every pass does', async () => {
  const { start, pass, calls } = watched();
  start(run(1, t0), run(2, t0));
  await pass(t0 + 1_000);
  await pass(t0 + 11_000);
  expect(calls).toEqual({ open: 2, started: 0, closed: 2 });
});

it('what visibility shows late is found all the same, within the overlap by a pass', async () => {
  const { start, pass, invisible, executions, reconciliation } = watched(0.001);
  start(...old);
  await pass(t0 + 1_000);
  const late = run(20, t0 + 2_000);
  start(late);
  invisible.add(keyOf(late));
  await pass(t0 + 11_000);
  expect(executions.get(keyOf(late))).toBeUndefined();
  invisible.clear();
  await pass(t0 + 21_000);
  expect(executions.get(keyOf(late))).toBeDefined();
  reconciliation.stop();
});

it('the reconciliation finds what the passes missed, and counts it', async () => {
  const { start, pass, invisible, executions, missed, reconciliation } = watched(1_000);
  const hidden = run(20, t0 - 100_000);
  start(...old, hidden);
  invisible.add(keyOf(hidden));
  await pass(t0 + 1_000);
  invisible.clear();
  // Each pass may begin a reconciliation once the last one is long enough ago.
  let at = t0 + 60_000;
  const found = async () => {
    at += 1_000;
    await pass(at);
    return missed.some((count) => count > 0) ? true : undefined;
  };
  await waitFor(found, { what: 'a reconciliation', deadlineMs: 10_000 });
  expect(executions.get(keyOf(hidden))).toBeDefined();
  expect(missed.reduce((sum, count) => sum + count)).toBe(1);
  reconciliation.stop();
});

it('the reconciliation notices what is open no longer, though no pass lists it as closed', async () => {
  const { start, lose, pass, executions, reconciliation } = watched(1_000);
  const [lost = run(0, t0), ...others] = old;
  start(lost, ...others);
  await pass(t0 + 1_000);
  lose(lost);
  let at = t0 + 60_000;
  const isNoticed = async () => {
    at += 1_000;
    await pass(at);
    return executions.get(keyOf(lost))?.foundClosed;
  };
  await waitFor(isNoticed, { what: 'a reconciliation', deadlineMs: 10_000 });
  for (const one of others) expect(executions.get(keyOf(one))?.foundClosed).toBeUndefined();
  reconciliation.stop();
});

it('history alone is asked for of what closed before it was described, and first where it did not complete', async () => {
  const { start, close, pass, scheduler, reconciliation } = watched(0.001);
  start(...old);
  await pass(t0 + 1_000);
  for (let taken = scheduler.take(); taken !== undefined; taken = scheduler.take());
  close(run(30, t0 + 2_000), { status: 'Completed', historyLength: 11 });
  close(run(31, t0 + 2_000), { status: 'Terminated', historyLength: 11 });
  await pass(t0 + 11_000);
  const jobs = [scheduler.take(), scheduler.take(), scheduler.take()];
  expect(jobs.map((job) => job?.task)).toEqual(['history', 'history', undefined]);
  expect(jobs[0]?.key).toContain('w-31');
  reconciliation.stop();
});
