import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../../collector/model/audit/allocation.js';

const stratum = (size: number, read: number, variance: number) => ({ size, read, variance, available: size - read });

describe('the allocation of a sample', () => {
  it('reads a pilot of each stratum first', () => {
    expect(allocate([stratum(1000, 0, 0), stratum(50, 0, 0), stratum(7, 0, 0)], 67)).toEqual([30, 30, 7]);
  });

  it('reads one of each stratum before a second of any, where the pilots are more than is allowed', () => {
    const given = allocate([stratum(1000, 0, 0), stratum(50, 0, 0), stratum(1, 0, 0), stratum(2, 0, 0)], 20);
    expect(Math.min(...given)).toBeGreaterThanOrEqual(1);
    expect(
      allocate([stratum(9, 0, 0), stratum(9, 0, 0), stratum(9, 0, 0)], 2).filter((count) => count === 1),
    ).toHaveLength(2);
  });

  it('reads more of what is larger and varies more', () => {
    const [calm = 0, wild = 0] = allocate([stratum(1000, 30, 1), stratum(1000, 30, 10_000)], 500);
    expect(wild).toBeGreaterThan(4 * calm);
    expect(calm).toBeGreaterThan(0);
  });

  it('never gives more than there is, nor more than is allowed, and leaves nothing that could be read', () => {
    const strata = fc.array(
      fc
        .record({ size: fc.nat(2_000), share: fc.double({ min: 0, max: 1, noNaN: true }), variance: fc.nat(1e6) })
        .map(({ size, share, variance }) => stratum(size, Math.floor(share * size), variance)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(strata, fc.nat(3_000), (all, budget) => {
        const given = allocate(all, budget);
        const total = given.reduce((sum, count) => sum + count, 0);
        const available = all.reduce((sum, one) => sum + one.available, 0);
        expect(given.every((count, index) => count >= 0 && count <= (all[index]?.available ?? 0))).toBe(true);
        expect(total).toBe(Math.min(budget, available));
      }),
    );
  });
});
