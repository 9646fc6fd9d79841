import { expect, it } from 'vitest';
import { ClosedSample, type Drawn } from '../../../collector/model/estimate/closed-sample.js';
import { closedExecution, runOfCloses } from '../../simulation/closed-population.js';
import { seeded } from '../../support/random.js';

it('while all can be read, nothing is estimated', () => {
  const sample = new ClosedSample(seeded(1));
  for (let second = 0; second < 100; second++) {
    sample.steer(100, 1);
    const drawn = sample.draw({ workflowType: 'order', status: 'Completed' });
    expect(drawn?.probability).toBe(1);
    expect(sample.read(drawn as Drawn, 30)).toEqual({ seconds: 0, varianceSeconds2: 0 });
  }
});

it('the estimate is unbiased, and its 95 % interval covers the truth in 90 to 99 of 100 runs', () => {
  let covered = 0;
  let [truth, estimated] = [0, 0];
  for (let seed = 1; seed <= 200; seed++) {
    const run = runOfCloses(seed, { closesPerSecond: 500, readsPerSecond: 60, seconds: 30 });
    truth += run.truth;
    estimated += run.estimated;
    covered += Number(Math.abs(run.estimated - run.truth) <= 1.96 * run.error);
  }
  expect(estimated / truth).toBeGreaterThan(0.98);
  expect(estimated / truth).toBeLessThan(1.02);
  expect(covered).toBeGreaterThanOrEqual(180);
  expect(covered).toBeLessThanOrEqual(198);
});

it('executions that were not even listed are estimated from those that were', () => {
  let [truth, estimated] = [0, 0];
  for (let seed = 1; seed <= 10; seed++) {
    const random = seeded(seed);
    const lists = seeded(seed * 7_919 + 13);
    const sample = new ClosedSample(lists);
    for (let close = 0; close < 50_000; close++) {
      const { stratum, wastedSeconds } = closedExecution(random);
      // A random slice of a quarter is listed.
      if (lists() >= 0.25) truth += wastedSeconds;
      else estimated += sample.read(sample.draw(stratum, 0.25) as Drawn, wastedSeconds).seconds;
    }
  }
  expect(estimated / truth).toBeGreaterThan(0.95);
  expect(estimated / truth).toBeLessThan(1.05);
});

it('strata in which more is wasted are read more often', () => {
  const random = seeded(3);
  const sample = new ClosedSample(seeded(4));
  const drawn = new Map<string, number>();
  const seen = new Map<string, number>();
  for (let close = 0; close < 50_000; close++) {
    if (close % 100 === 0) sample.steer(2_000, 1);
    const { stratum, wastedSeconds } = closedExecution(random);
    seen.set(stratum.status, (seen.get(stratum.status) ?? 0) + 1);
    const one = sample.draw(stratum);
    if (one === undefined) continue;
    drawn.set(stratum.status, (drawn.get(stratum.status) ?? 0) + 1);
    sample.read(one, wastedSeconds);
  }
  const shareOf = (status: string) => (drawn.get(status) ?? 0) / (seen.get(status) ?? 1);
  expect(shareOf('Canceled')).toBeGreaterThan(1.5 * shareOf('Completed'));
});
