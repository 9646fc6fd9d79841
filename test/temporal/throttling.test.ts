import { beforeEach, expect, it, vi } from 'vitest';
import { Budget } from '../../collector/temporal/budget.js';
import { held } from '../support/held-timers.js';

vi.mock('node:timers', () => import('../support/held-timers.js'));

beforeEach(() => held.reset());

/** A server that takes so many calls in every second, by the second or by a bucket that fills all the time. */
const servers = {
  'by the second': (limit: number) => {
    const taken = new Map<number, number>();
    return () => {
      const second = Math.floor(held.ms / 1_000);
      const count = (taken.get(second) ?? 0) + 1;
      taken.set(second, count);
      return count <= limit;
    };
  },
  'by a bucket of a second': (limit: number) => {
    let tokens = limit;
    let filledAtMs = 0;
    return () => {
      tokens = Math.min(limit, tokens + ((held.ms - filledAtMs) * limit) / 1_000);
      filledAtMs = held.ms;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    };
  },
  'by a small bucket': (limit: number) => {
    let tokens = limit / 10;
    let filledAtMs = 0;
    return () => {
      tokens = Math.min(limit / 10, tokens + ((held.ms - filledAtMs) * limit) / 1_000);
      filledAtMs = held.ms;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    };
  },
};

type Call = Readonly<{ atMs: number; taken: boolean }>;

async function callFor(budget: Budget, takes: () => boolean, seconds: number): Promise<Call[]> {
  const calls: Call[] = [];
  const endMs = held.ms + seconds * 1_000;
  while (held.ms < endMs) {
    await budget.take();
    const taken = takes();
    calls.push({ atMs: held.ms, taken });
    if (taken) budget.succeeded();
    else budget.backOff();
  }
  return calls;
}

const refusedShare = (calls: readonly Call[]) => calls.filter(({ taken }) => !taken).length / calls.length;

it.each(Object.entries(servers))(
  'a server that takes 100 of 200 calls per second, %s, refuses under 5 %% after 30 s, and over 75 %% of it are used',
  async (_, serverOf) => {
    const budget = new Budget(200, () => held.ms);
    const calls = await callFor(budget, serverOf(100), 330);
    const later = calls.filter(({ atMs }) => atMs >= 30_000);
    expect(refusedShare(later)).toBeLessThan(0.05);
    expect(later.filter(({ taken }) => taken).length / 300).toBeGreaterThan(75);
  },
);

it('the whole budget is used again within two minutes once the server takes all', async () => {
  const budget = new Budget(200, () => held.ms);
  await callFor(budget, servers['by the second'](20), 60);
  await callFor(budget, () => true, 120);
  expect(budget.allowedPerSecond).toBe(200);
});

it('after a refusal the rate rises by time, not by the number of successes', async () => {
  const budget = new Budget(200, () => held.ms);
  await callFor(budget, () => true, 2);
  budget.backOff();
  const fallen = budget.allowedPerSecond;
  for (let success = 0; success < 1_000; success++) budget.succeeded();
  expect(budget.allowedPerSecond).toBe(fallen);
});

it('never more than the budget in a second, nor in five, whatever the server does', async () => {
  const budget = new Budget(200, () => held.ms);
  let refuses = false;
  const calls = await callFor(
    budget,
    () => {
      refuses = Math.floor(held.ms / 7_000) % 3 === 1;
      return !refuses;
    },
    120,
  );
  const most = (windowMs: number) => {
    let start = 0;
    return calls.reduce((peak, { atMs }, end) => {
      while (atMs - (calls[start]?.atMs ?? atMs) >= windowMs) start += 1;
      return Math.max(peak, end - start + 1);
    }, 0);
  };
  expect(most(1_000)).toBeLessThanOrEqual(200);
  expect(most(5_000)).toBeLessThanOrEqual(1_000);
});
