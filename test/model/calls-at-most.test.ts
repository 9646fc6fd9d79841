import { expect, it } from 'vitest';
import { callsAtMost } from '../../collector/model/calls-at-most.js';

it('ten namespaces and three shards make thirty times the budgets of one, unless the process is capped', () => {
  const budgets = Array.from({ length: 10 }, () => [50, 2]).flat();
  expect(callsAtMost(budgets, undefined, 3)).toEqual({ thisProcess: 520, allShards: 1_560 });
  expect(callsAtMost(budgets, 100, 3)).toEqual({ thisProcess: 100, allShards: 300 });
  expect(callsAtMost([], 100, 3)).toEqual({ thisProcess: 0, allShards: 0 });
});
