import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPayingDebt } from '../../../collector/model/account/account.js';
import { dataOf, restore } from '../../../collector/model/account/account-data.js';
import type { Effect } from '../../../collector/model/account/effect.js';
import { Series } from '../../../collector/model/account/series.js';
import { newAccount, wastedIn } from '../../support/model.js';

const labels = { namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge' };
const wasted = (changeMs: number, more: Partial<Extract<Effect, { kind: 'wasted' }>> = {}): Effect => ({
  kind: 'wasted',
  labels,
  reason: 'no_heartbeat',
  changeMs,
  late: false,
  ...more,
});

describe('a total', () => {
  it('does not fall when too much was counted: what comes next pays for it first', () => {
    const account = newAccount();
    account.apply([wasted(5_000), wasted(-2_000)]);
    expect(wastedIn(account)).toEqual({ ms: 5_000, debtMs: 2_000 });
    account.apply([wasted(1_500)]);
    expect(wastedIn(account)).toEqual({ ms: 5_000, debtMs: 500 });
    account.apply([wasted(1_500)]);
    expect(wastedIn(account)).toEqual({ ms: 6_000, debtMs: 0 });
  });

  it('never falls, and differs from the sum of all changes by the debt', () => {
    const changes = fc.array(fc.integer({ min: -10_000, max: 10_000 }));
    fc.assert(
      fc.property(changes, (all) => {
        const total = { ms: 0, debtMs: 0 };
        for (const change of all) {
          const before = total.ms;
          expect(addPayingDebt(total, change)).toBe(total.ms - before);
          expect(total.ms).toBeGreaterThanOrEqual(before);
        }
        expect(total.ms - total.debtMs).toBe(all.reduce((sum, change) => sum + change, 0));
      }),
    );
  });

  it('counts as late only what it grew by', () => {
    const account = newAccount();
    account.apply([wasted(5_000), wasted(-2_000), wasted(3_000, { late: true })]);
    expect(dataOf(account).lateMs).toEqual([[['default'], 1_000]]);
  });
});

describe('an account', () => {
  it('has its namespaces’ totals at 0 from the start', () => {
    const account = newAccount();
    account.expectNamespace('default');
    expect(dataOf(account)).toMatchObject({
      lateMs: [[['default'], 0]],
      unexamined: [
        [['default', 'budget'], 0],
        [['default', 'retention'], 0],
        [['default', 'too_long'], 0],
      ],
    });
  });

  it('has a series at 0 as soon as a cancel would count there', () => {
    const account = newAccount();
    account.apply([{ kind: 'expected', labels, reason: 'silent' }]);
    expect(dataOf(account).wasted).toEqual([[['default', 'work', 'order', 'charge', 'silent'], 0, 0]]);
  });

  it('is the same after it was saved and read back', () => {
    const account = newAccount();
    account.apply([
      wasted(5_000),
      wasted(-1_000),
      { kind: 'ended', labels, outcome: 'canceled', afterMs: 7_000 },
      { kind: 'ended', labels, outcome: 'canceled', afterMs: 60_000 },
      { kind: 'orphaned', labels, changeMs: 10 },
      { kind: 'lost', labels, changeMs: 20 },
      { kind: 'unreadable', namespace: 'default', cause: 'unknown_state' },
      { kind: 'unexamined', namespace: 'default', cause: 'budget', executions: 1 },
    ]);
    const data = dataOf(account);
    expect(data.cancelToEnd).toEqual([
      [['default', 'work', 'charge', 'canceled'], [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0], 67, 2],
    ]);
    const other = newAccount();
    restore(other, JSON.parse(JSON.stringify(data)));
    expect(dataOf(other)).toEqual(data);
    other.apply([wasted(1_500)]);
    expect(wastedIn(other)).toEqual({ ms: 5_500, debtMs: 0 });
  });

  it('that is read back with a lower limit folds what is beyond it, and loses nothing', () => {
    const account = newAccount();
    for (const activityType of ['a', 'b', 'c', 'd'])
      account.apply([
        wasted(5_000, { labels: { ...labels, activityType } }),
        wasted(-1_000, { labels: { ...labels, activityType } }),
        { kind: 'ended', labels: { ...labels, activityType }, outcome: 'canceled', afterMs: 7_000 },
        { kind: 'orphaned', labels: { ...labels, activityType }, changeMs: 10 },
      ]);
    const lower = newAccount(1);
    restore(lower, dataOf(account));
    expect(dataOf(lower)).toMatchObject({
      wasted: [
        [['default', 'work', 'order', 'a', 'no_heartbeat'], 5_000, 1_000],
        [['default', '__other__', '__other__', '__other__', 'no_heartbeat'], 15_000, 3_000],
      ],
      cancelToEnd: [
        [['default', 'work', 'a', 'canceled'], [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], 7, 1],
        [['default', '__other__', '__other__', 'canceled'], [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0], 21, 3],
      ],
      orphanedMs: [
        [['default', 'work', 'order', 'a'], 10],
        [['default', '__other__', '__other__', '__other__'], 30],
      ],
    });
    expect(lower.wasted.foldedCount).toBe(3);
    const again = newAccount(1);
    restore(again, dataOf(lower));
    expect(dataOf(again)).toEqual(dataOf(lower));
    expect(again.wasted.foldedCount).toBe(0);
  });

  it('moves when something was counted, and only then', () => {
    const account = newAccount();
    account.apply([]);
    expect(account.changes).toBe(0);
    account.apply([wasted(1)]);
    expect(account.changes).toBe(1);
  });
});

describe('a series of label sets', () => {
  const series = (limit: number) => new Series(() => ({ value: 0 }), limit, [1], '__other__');

  it('folds what is beyond its limit into one set, once for each label that is not folded', () => {
    const folding = series(2);
    for (const type of ['a', 'b', 'c', 'd', 'c']) folding.at(['x', type]).value += 1;
    folding.at(['y', 'e']).value += 1;
    expect([...folding.entries()].map(({ labels: set, value }) => [...set, value.value])).toEqual([
      ['x', 'a', 1],
      ['x', 'b', 1],
      ['x', '__other__', 3],
      ['y', '__other__', 1],
    ]);
    expect(folding.foldedCount).toBe(3);
  });

  it('keeps the place of a set that it has once admitted', () => {
    const folding = series(1);
    folding.at(['x', 'a']).value += 1;
    folding.at(['x', 'b']).value += 1;
    folding.at(['x', 'a']).value += 1;
    expect(folding.at(['x', 'a']).value).toBe(2);
  });

  it('loses nothing by folding', () => {
    const sets = fc.array(fc.tuple(fc.constantFrom('x', 'y'), fc.string({ maxLength: 2 })));
    fc.assert(
      fc.property(sets, fc.integer({ min: 1, max: 5 }), (all, limit) => {
        const folding = series(limit);
        for (const set of all) folding.at(set).value += 1;
        const entries = [...folding.entries()];
        expect(entries.reduce((sum, { value }) => sum + value.value, 0)).toBe(all.length);
        expect(entries.length).toBeLessThanOrEqual(limit + 2);
      }),
    );
  });

  it('tells label sets apart that read alike when joined', () => {
    const exact = series(10);
    exact.at(['a,b', 'c']).value = 1;
    exact.at(['a', 'b,c']).value = 2;
    expect(exact.at(['a,b', 'c']).value).toBe(1);
  });
});
