import { expect, it } from 'vitest';
import { livesUntil, periodSeconds } from '../../../collector/model/schedule/value.js';

it('the wait in mean lives solves 1 − exp(−x)·(1 + x) to a thousandth', () => {
  for (let share = 0.0005; share < 0.99; share += 0.0101) {
    const lives = livesUntil(share);
    expect(1 - Math.exp(-lives) * (1 + lives)).toBeCloseTo(share, 3);
  }
});

it('a description that can never be worth its price is never made', () => {
  expect(livesUntil(1)).toBe(Number.POSITIVE_INFINITY);
  expect(periodSeconds(2, 0.01, 60, 3)).toBe(Number.POSITIVE_INFINITY);
  expect(periodSeconds(0.1, 0.01, 60, -1)).toBe(Number.POSITIVE_INFINITY);
});

it('the period falls with the rate and grows with the price', () => {
  expect(periodSeconds(0.1, 0.02, 60, 3)).toBeLessThan(periodSeconds(0.1, 0.01, 60, 3));
  expect(periodSeconds(0.2, 0.01, 60, 3)).toBeGreaterThan(periodSeconds(0.1, 0.01, 60, 3));
  expect(periodSeconds(0, 0.01, 60, 3)).toBeCloseTo(0, 6);
});
