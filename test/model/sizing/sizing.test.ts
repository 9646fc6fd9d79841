import { expect, it } from 'vitest';
import { needsOf, sizingFor, sizingTable } from '../../../collector/model/sizing/sizing.js';

it('a larger cluster takes the row of the next larger simulated load', () => {
  const { openExecutions, startsPerSecond } = sizingFor({ openExecutions: 1_500, startsPerSecond: 1 });
  expect({ openExecutions, startsPerSecond }).toEqual({ openExecutions: 10_000, startsPerSecond: 1 });
});

it('beyond the table its largest row is all that can be said', () => {
  expect(sizingFor({ openExecutions: 1e9, startsPerSecond: 1e6 })).toEqual(sizingTable().at(-1));
});

it('every row sees at least 80 % live with its budget, or nearly as much as with the largest one', () => {
  for (const { requestsPerSecond, seenLive } of sizingTable()) {
    const seen = Object.entries(seenLive).find(([budget]) => +budget === requestsPerSecond)?.[1] ?? 0;
    expect(seen).toBeGreaterThanOrEqual(Math.min(0.8, Math.max(...Object.values(seenLive)) - 0.02));
  }
});

it('what short activities need is not advised to those who have long ones', () => {
  for (const startsPerSecond of [1, 10, 100, 1_000])
    expect(sizingFor({ openExecutions: 1_000, startsPerSecond }).lifeSeconds).toBe(60);
});

it('more calls for the same seconds see no less, but for chance', () => {
  for (const { seenLive } of sizingTable()) {
    const shares = Object.values(seenLive);
    for (const [place, share] of shares.entries()) expect(share).toBeGreaterThan((shares[place - 1] ?? 0) - 0.05);
  }
});

it('memory follows what is open, and the number of shards what one process takes', () => {
  const small = needsOf({ openExecutions: 100_000, startsPerSecond: 10 }, 500);
  const large = needsOf({ openExecutions: 1_000_000, startsPerSecond: 100 }, 2_000);
  expect(small.shards).toBe(1);
  expect(large.shards).toBe(5);
  expect(large.memoryMbPerShard).toBeGreaterThan(small.memoryMbPerShard);
});

it('a load whose closes can all be read needs no estimate', () => {
  expect(needsOf({ openExecutions: 1_000, startsPerSecond: 1 }, 50).estimateError).toBe(0);
  expect(needsOf({ openExecutions: 1_000, startsPerSecond: 100 }, 50).estimateError).toBeGreaterThan(0);
});
