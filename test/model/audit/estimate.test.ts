import { describe, expect, it } from 'vitest';
import { estimateTotal, studentT975 } from '../../../collector/model/audit/estimate.js';
import { seeded } from '../../support/random.js';

describe('the estimate of a total', () => {
  it('is exact and has no interval where everything was read', () => {
    expect(estimateTotal([{ size: 3, read: 3, sum: 12, sumOfSquares: 60 }])).toEqual({
      total: 12,
      interval: undefined,
    });
  });

  it('expands what was read to the size of its stratum', () => {
    const { total, interval } = estimateTotal([{ size: 100, read: 10, sum: 20, sumOfSquares: 60 }]);
    expect(total).toBe(200);
    expect(interval?.[0]).toBeLessThan(200);
    expect(interval?.[1]).toBeGreaterThan(200);
  });

  it('is never below what was read', () => {
    const { interval } = estimateTotal([{ size: 1000, read: 2, sum: 50, sumOfSquares: 2500 }]);
    expect(interval?.[0]).toBe(50);
  });

  it('has an interval, though of no width, where a stratum was sampled and had nothing', () => {
    expect(estimateTotal([{ size: 1000, read: 100, sum: 0, sumOfSquares: 0 }])).toEqual({ total: 0, interval: [0, 0] });
  });

  it('holds the truth in its interval in at least 90 of 100 audits of rare waste', () => {
    const random = seeded(7);
    let held = 0;
    const audits = 300;
    for (let audit = 0; audit < audits; audit++) {
      const strata = [0.3, 0.05, 0.5].map((share, index) =>
        Array.from({ length: 3_000 }, () => (random() < share ? 10 * (index + 1) * -Math.log(1 - random()) : 0)),
      );
      const truth = strata.flat().reduce((sum, value) => sum + value, 0);
      const { interval } = estimateTotal(
        strata.map((values) => {
          // Values are independent: the first ones are a random sample.
          const sample = values.slice(0, 300);
          const sum = sample.reduce((total, value) => total + value, 0);
          const sumOfSquares = sample.reduce((total, value) => total + value * value, 0);
          return { size: values.length, read: sample.length, sum, sumOfSquares };
        }),
      );
      if (interval !== undefined && interval[0] <= truth && truth <= interval[1]) held += 1;
    }
    expect(held / audits).toBeGreaterThanOrEqual(0.9);
    expect(held / audits).toBeLessThanOrEqual(0.99);
  });
});

it("Student's t agrees with its table", () => {
  for (const [freedom, quantile] of [
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [5, 2.571],
    [10, 2.228],
    [30, 2.042],
    [Number.POSITIVE_INFINITY, 1.96],
  ] as const)
    expect(studentT975(freedom) / quantile).toBeCloseTo(1, 2);
});
