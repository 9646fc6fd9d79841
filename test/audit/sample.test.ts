import { expect, it } from 'vitest';
import { Sample } from '../../collector/audit/sample.js';
import { seeded } from '../support/random.js';

const items = Array.from({ length: 1_000 }, (_, item) => item);
const random = seeded(1);
const ranks = items.map(() => random());

it('A sample is the same whatever the order in which its items are offered', () => {
  const forwards = new Sample<number>(50);
  const backwards = new Sample<number>(50);
  for (const item of items) forwards.offer(item, ranks[item] ?? 0);
  for (const item of items.toReversed()) backwards.offer(item, ranks[item] ?? 0);
  expect(forwards.items()).toEqual(backwards.items());
  expect(forwards.items()).toHaveLength(50);
  expect(forwards.size).toBe(1_000);
});

it('A smaller sample is the first part of a larger one', () => {
  const [small, large] = [10, 100].map((capacity) => {
    const sample = new Sample<number>(capacity);
    for (const item of items) sample.offer(item, ranks[item] ?? 0);
    return sample.items();
  });
  expect(large?.slice(0, 10)).toEqual(small);
});
