import { describe, expect, test } from 'vitest';
import { NotAccepted, shard } from '../../collector/settings/parsers.js';

describe('--shard auto/n', () => {
  test('takes the part after the ordinal of a pod, which counts from 0', () => {
    expect(shard('auto/3', 'deadbeat-0')).toEqual({ index: 1, count: 3 });
    expect(shard('auto/3', 'release-deadbeat-b-2')).toEqual({ index: 3, count: 3 });
    expect(shard('auto/12', 'deadbeat-11.deadbeat-headless.waste.svc')).toEqual({ index: 12, count: 12 });
  });

  test('is refused where the host has no such number: two processes would take the same part, or none', () => {
    for (const host of ['laptop', 'deadbeat-3', 'deadbeat-7f9c-x2x', ''])
      expect(() => shard('auto/3', host)).toThrow(NotAccepted);
  });

  test('leaves a number that is given as it is', () => {
    expect(shard('2/3', 'deadbeat-0')).toEqual({ index: 2, count: 3 });
  });
});
