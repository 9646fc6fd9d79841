import { describe, expect, it } from 'vitest';
import { seeded } from '../support/random.js';
import { ours, oursWith } from './ours.js';
import { knownRates, sweep } from './policies.js';
import type { PolicyFor } from './policy.js';
import { arriving, massCancel, type Population, retrying, skewed, sleeping, steady, uniform } from './population.js';
import { simulate } from './run.js';

/** Mean share of the wasted seconds that had passed before a description showed them, in half an hour from a cold start. */
function unseen(
  policy: PolicyFor,
  budgetPerSecond: number,
  populationFor: (seed: number) => Population,
  seeds = [1, 2, 3],
): number {
  const shares = seeds.map((seed) => {
    const run = { population: populationFor(seed), policy, budgetPerSecond, seconds: 1_800, seed };
    return simulate(run).unseenShare;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

const skewedBy = (seed: number) => skewed(seeded(seed));

describe('on 20,000 open executions of 40 types whose rates differ by four orders of magnitude', () => {
  it('at 100 calls/s the scheduler sees more than a schedule that knows the rates, and misses at most half of what a sweep does', () => {
    const missed = unseen(ours, 100, skewedBy);
    expect(missed).toBeLessThanOrEqual(0.9 * unseen(knownRates, 100, skewedBy));
    expect(missed).toBeLessThanOrEqual(0.5 * unseen(sweep, 100, skewedBy));
  });

  it('at 50 calls/s the scheduler misses at most 0.9 of what a schedule does that knows the rates, and 0.65 of what a sweep does', () => {
    const missed = unseen(ours, 50, skewedBy);
    expect(missed).toBeLessThanOrEqual(0.9 * unseen(knownRates, 50, skewedBy));
    expect(missed).toBeLessThanOrEqual(0.65 * unseen(sweep, 50, skewedBy));
  });

  it('at 50 calls/s first descriptions of executions that do little leave most calls to the others', () => {
    const population = skewedBy(1);
    const typical =
      population.types.map(({ startsPerIdleSecond }) => startsPerIdleSecond).sort((a, b) => b - a)[10] ?? 0;
    const described = { early: 0, firstOfQuiet: 0 };
    const seen = new Set<number>();
    const counting: PolicyFor = (timelines, budget) => {
      const policy = ours(timelines, budget);
      return {
        ...policy,
        described: (execution, now, what) => {
          described.early += 1;
          const isQuiet = (timelines[execution]?.type.startsPerIdleSecond ?? 0) < typical;
          if (isQuiet && !seen.has(execution)) described.firstOfQuiet += 1;
          seen.add(execution);
          policy.described(execution, now, what);
        },
      };
    };
    simulate({ population, policy: counting, budgetPerSecond: 50, seconds: 600, seed: 1 });
    expect(described.firstOfQuiet / described.early).toBeLessThan(0.2);
  });
});

it('where all types are alike, the scheduler is not worse than a sweep', () => {
  const alike = () => uniform(5_000);
  expect(unseen(ours, 25, alike, [1])).toBeLessThanOrEqual(unseen(sweep, 25, alike, [1]));
});

it('where attempts fail and are retried, knowing when the next one starts lets the scheduler miss at most 0.85 as much', () => {
  const failing = (seed: number) => retrying(seeded(seed), 5_000);
  const missed = unseen(ours, 25, failing, [1, 2]);
  expect(missed).toBeLessThanOrEqual(0.85 * unseen(oursWith({ knowsRetries: false }), 25, failing, [1, 2]));
});

it('where workflows sleep between their activities, knowing when timers fire lets the scheduler miss at most 0.9 as much', () => {
  const asleep = (seed: number) => sleeping(seeded(seed), 5_000);
  const missed = unseen(ours, 25, asleep, [1, 2]);
  expect(missed).toBeLessThanOrEqual(0.9 * unseen(oursWith({ knowsTimers: false }), 25, asleep, [1, 2]));
});

it('where attempts of three seconds are retried after 20 s, knowing when lets the scheduler see more of them with fewer calls', () => {
  const brief = { name: 'brief', executions: 50, startsPerIdleSecond: 1 / 20, meanLifeSeconds: 3, cancelledShare: 0.2 };
  const population = { types: [{ ...brief, retries: { failedShare: 0.8, backOffSeconds: 20 } }] };
  const run = (policy: PolicyFor) => simulate({ population, policy, budgetPerSecond: 50, seconds: 1_200, seed: 1 });
  const [knowing, unknowing] = [run(ours), run(oursWith({ knowsRetries: false }))];
  expect(knowing.unseenShare).toBeLessThan(unknowing.unseenShare);
  expect(knowing.describes).toBeLessThan(0.75 * unknowing.describes);
});

it('where workflows start and close all the time, the scheduler misses at most 0.8 of what a sweep does of them', () => {
  const missed = (policy: PolicyFor) => {
    const run = { population: arriving(seeded(1), 50, 5_000), policy, budgetPerSecond: 125, seconds: 600, seed: 1 };
    return simulate(run).ofArrivals?.unseenShare ?? Number.NaN;
  };
  expect(missed(ours)).toBeLessThanOrEqual(0.8 * missed(sweep));
});

it('of 5,000 cancelled at once among 5,500 known to run, nine in ten are seen within 60 s and all within 90 s', () => {
  for (const seed of [1, 2, 3]) {
    const population = massCancel(300);
    const { delays } = simulate({ population, policy: ours, budgetPerSecond: 100, seconds: 420, seed });
    expect(delays.length).toBeGreaterThan(4_500);
    expect(delays[Math.floor(0.9 * delays.length)]).toBeLessThanOrEqual(60);
    expect(delays.at(-1)).toBeLessThanOrEqual(90);
  }
});

it('a cancel of one of 400 known to run is seen within 4 s for half of them, and within 10 s for 95 in 100', () => {
  const { delays } = simulate({
    population: steady(400),
    policy: ours,
    budgetPerSecond: 100,
    seconds: 1_200,
    fromSeconds: 60,
    seed: 1,
  });
  expect(delays.length).toBeGreaterThan(100);
  expect(delays[Math.floor(0.5 * delays.length)]).toBeLessThanOrEqual(4);
  expect(delays[Math.floor(0.95 * delays.length)]).toBeLessThanOrEqual(10);
});

it('the same seed gives the same calls', () => {
  const run = { population: skewedBy(1), policy: ours, budgetPerSecond: 50, seconds: 300, seed: 1 };
  expect(simulate(run)).toEqual(simulate(run));
});
