import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Budget } from '../../collector/temporal/budget.js';
import { held } from '../support/held-timers.js';

vi.mock('node:timers', () => import('../support/held-timers.js'));

beforeEach(() => held.reset());

const budgetOf = (perSecond: number) => new Budget(perSecond, () => held.ms);

/** When each of so many calls in a row was allowed. */
async function take(budget: Budget, calls: number): Promise<number[]> {
  const at: number[] = [];
  for (let call = 0; call < calls; call++) {
    await budget.take();
    at.push(held.ms);
  }
  return at;
}

/** The most that fall into any window of this length. */
function mostIn(windowMs: number, at: readonly number[]): number {
  let start = 0;
  let most = 0;
  at.forEach((ms, end) => {
    while (ms - (at[start] ?? ms) >= windowMs) start += 1;
    most = Math.max(most, end - start + 1);
  });
  return most;
}

/** The loop is held up so often for so long: timers of that time fire at its end. */
function stallEvery(everyMs: number, stallMs: number): void {
  held.late = (atMs) => Math.max(0, stallMs - (atMs % everyMs));
}

describe('a budget', () => {
  it.each([1, 2, 7, 50, 333, 1_000, 5_000])(
    'of %i calls per second is never exceeded in any second, and nearly used up',
    async (perSecond) => {
      const at = await take(budgetOf(perSecond), perSecond * 3 + 1);
      expect(mostIn(1_000, at)).toBeLessThanOrEqual(perSecond);
      expect(at.at(-1)).toBeLessThan(3_200);
    },
  );

  it('holds after a pause of any length: it saves nothing up', async () => {
    const pauses = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 5_000 })), {
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(pauses, fc.integer({ min: 1, max: 200 }), async (bursts, perSecond) => {
        held.ms = 0;
        const budget = budgetOf(perSecond);
        const at: number[] = [];
        for (const [calls, pauseMs] of bursts) {
          at.push(...(await take(budget, calls)));
          held.ms += pauseMs;
        }
        expect(mostIn(1_000, at)).toBeLessThanOrEqual(perSecond);
      }),
      { numRuns: 50 },
    );
  });

  it.each([20, 100, 500])(
    'of %i calls per second, asked by many at once, is not exceeded after a late turn of the loop',
    async (perSecond) => {
      stallEvery(2_500, 300);
      const budget = budgetOf(perSecond);
      const at: number[] = [];
      const asking = Array.from({ length: perSecond * 4 }, () => budget.take().then(() => at.push(held.ms)));
      await Promise.all(asking);
      expect(mostIn(1_000, at)).toBeLessThanOrEqual(perSecond);
    },
  );

  it('makes up for late turns of the loop, a little faster than usual', async () => {
    stallEvery(1_000, 40);
    const at = await take(budgetOf(100), 1_000);
    expect((at.at(-1) ?? 0) / 1_000).toBeLessThan(10_000 / 955);
    expect(mostIn(1_000, at)).toBeLessThanOrEqual(100);
  });

  it.each([50, 100, 500])(
    'of %i calls per second leaves room for a network or a server that holds some back for 120 ms',
    async (perSecond) => {
      stallEvery(1_000, 40);
      const at = await take(budgetOf(perSecond), perSecond * 12);
      expect(mostIn(1_120, at)).toBeLessThanOrEqual(1.1 * perSecond);
      expect(mostIn(5_120, at)).toBeLessThanOrEqual(5 * perSecond);
    },
  );

  it('serves those who still wait when others give up', async () => {
    const budget = budgetOf(1);
    await budget.take();
    const givingUp = new AbortController();
    const given = [budget.take(givingUp.signal), budget.take(), budget.take(AbortSignal.abort())];
    givingUp.abort();
    const outcomes = await Promise.allSettled(given);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(held.ms).toBeLessThan(1_200);
  });

  it('of half a call per second allows one every two seconds', async () => {
    const [first = 0, second = 0, third = 0] = await take(budgetOf(0.5), 3);
    expect(first).toBe(0);
    expect(second).toBeGreaterThanOrEqual(2_000);
    expect(third).toBeGreaterThanOrEqual(4_000);
  });

  it('serves callers in the order in which they ask', async () => {
    const budget = budgetOf(10);
    const served: number[] = [];
    await Promise.all([0, 1, 2, 3].map(async (caller) => served.push(await budget.take().then(() => caller))));
    expect(served).toEqual([0, 1, 2, 3]);
  });
});

describe('a budget that was pushed back', () => {
  it('halves, once for all calls that fail together, and never below a fortieth', () => {
    const budget = budgetOf(80);
    for (let call = 0; call < 20; call++) budget.backOff();
    expect(budget.allowedPerSecond).toBe(40);
    for (let failure = 0; failure < 20; failure++) {
      held.ms += 500;
      budget.backOff();
    }
    expect(budget.allowedPerSecond).toBe(2);
  });

  it.each([
    [2, 0.5],
    [0.2, 0.2],
  ])('of %d calls per second never falls below %d', (perSecond, least) => {
    const budget = budgetOf(perSecond);
    for (let failure = 0; failure < 20; failure++) {
      held.ms += 500;
      budget.backOff();
    }
    expect(budget.allowedPerSecond).toBe(least);
  });

  const fail = (budget: Budget, times: number, how: 'unanswered' | 'backOff') => {
    for (let failure = 0; failure < times; failure++) {
      held.ms += 500;
      budget[how]();
    }
  };

  it('is half back with the first answer of a server that answered nothing for long', () => {
    const budget = budgetOf(80);
    fail(budget, 45, 'unanswered');
    expect(budget.allowedPerSecond).toBe(2);
    budget.succeeded();
    expect(budget.allowedPerSecond).toBeGreaterThanOrEqual(40);
  });

  it('comes back step by step where a server throttles, or answers now and then', () => {
    const budget = budgetOf(80);
    for (let round = 0; round < 20; round++) {
      fail(budget, 10, 'unanswered');
      budget.succeeded();
    }
    expect(budget.allowedPerSecond).toBeLessThan(3);
    fail(budget, 45, 'unanswered');
    fail(budget, 1, 'backOff');
    budget.succeeded();
    expect(budget.allowedPerSecond).toBeLessThan(3);
  });

  it('slows down what follows at once', async () => {
    const budget = budgetOf(100);
    await take(budget, 5);
    budget.backOff();
    const before = held.ms;
    await take(budget, 5);
    expect(held.ms - before).toBeGreaterThanOrEqual(5 * 20);
  });

  it('comes back with the time in which calls succeed, never above what is set', () => {
    const budget = budgetOf(80);
    budget.backOff();
    const fallen = budget.allowedPerSecond;
    for (let call = 0; call < 100; call++) budget.succeeded();
    expect(budget.allowedPerSecond).toBe(fallen);
    for (let second = 0; second < 60; second++) {
      held.ms += 1_000;
      budget.succeeded();
    }
    expect(budget.allowedPerSecond).toBe(80);
  });
});
