import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Series } from '../../../collector/model/account/series.js';

type Labels = Readonly<{ namespace: string; activity_type: string }>;

const seriesOfAtMost = (limit: number) =>
  new Series<Labels, { value: number }>({
    labels: ['namespace', 'activity_type'],
    fresh: () => ({ value: 0 }),
    limit,
  });
const labels = (namespace: string, activity_type: string): Labels => ({ namespace, activity_type });

describe('a series of label sets', () => {
  it('folds what is beyond its limit into one set, once for each label that is not folded', () => {
    const folding = seriesOfAtMost(2);
    for (const type of ['a', 'b', 'c', 'd', 'c']) folding.at(labels('x', type)).value += 1;
    folding.at(labels('y', 'e')).value += 1;
    expect(Array.from(folding.entries(), ({ labels: set, value }) => [...Object.values(set), value.value])).toEqual([
      ['x', 'a', 1],
      ['x', 'b', 1],
      ['x', '__other__', 3],
      ['y', '__other__', 1],
    ]);
    expect(folding.foldedCount).toBe(3);
  });

  it('keeps the place of a set that it has once admitted', () => {
    const folding = seriesOfAtMost(1);
    folding.at(labels('x', 'a')).value += 1;
    folding.at(labels('x', 'b')).value += 1;
    folding.at(labels('x', 'a')).value += 1;
    expect(folding.at(labels('x', 'a')).value).toBe(2);
  });

  it('loses nothing by folding', () => {
    const sets = fc.array(fc.tuple(fc.constantFrom('x', 'y'), fc.string({ maxLength: 2 })));
    fc.assert(
      fc.property(sets, fc.integer({ min: 1, max: 5 }), (all, limit) => {
        const folding = seriesOfAtMost(limit);
        for (const [namespace, type] of all) folding.at(labels(namespace, type)).value += 1;
        const entries = [...folding.entries()];
        expect(entries.reduce((sum, { value }) => sum + value.value, 0)).toBe(all.length);
        expect(entries.length).toBeLessThanOrEqual(limit + 2);
      }),
    );
  });

  it('tells label sets apart that read alike when joined', () => {
    const pairs = fc.tuple(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(pairs, pairs, (one, other) => {
        fc.pre(one[0] !== other[0] || one[1] !== other[1]);
        const exact = seriesOfAtMost(10);
        exact.at(labels(...one)).value = 1;
        exact.at(labels(...other)).value = 2;
        expect(exact.at(labels(...one)).value).toBe(1);
      }),
    );
  });

  it('takes a label that was not saved for an empty one, and leaves out one that it does not know', () => {
    const series = seriesOfAtMost(10);
    series.atAny({ activity_type: 'a', colour: 'red' }).value = 3;
    expect([...series.entries()]).toMatchObject([{ labels: labels('', 'a'), value: { value: 3 } }]);
  });

  it('does not compile with a label that is wrong, missing or too many', () => {
    const series = seriesOfAtMost(10);
    // @ts-expect-error missing
    series.at({ namespace: 'x' });
    // @ts-expect-error misspelt
    series.at({ namespace: 'x', activityType: 'a' });
    // @ts-expect-error too many
    series.at({ ...labels('x', 'a'), reason: 'silent' });
    expect(series.size).toBeGreaterThan(0);
  });
});
