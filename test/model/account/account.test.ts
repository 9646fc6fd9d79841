import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Account, addPayingDebt } from '../../../collector/model/account/account.js';
import { dataOf, restore, savedOf } from '../../../collector/model/account/account-data.js';
import type { Effect } from '../../../collector/model/account/effect.js';
import { endOf, newAccount, t0, wastedIn } from '../../support/model.js';

const of = endOf();
const labels = { namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge' };
/** The same as metrics name them. */
const charge = { namespace: 'default', task_queue: 'work', workflow_type: 'order', activity_type: 'charge' };
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
        const total = { value: 0, debt: 0 };
        for (const change of all) {
          const before = total.value;
          expect(addPayingDebt(total, change)).toBe(total.value - before);
          expect(total.value).toBeGreaterThanOrEqual(before);
        }
        expect(total.value - total.debt).toBe(all.reduce((sum, change) => sum + change, 0));
      }),
    );
  });

  it('counts as late only what it grew by', () => {
    const account = newAccount();
    account.apply([wasted(5_000), wasted(-2_000), wasted(3_000, { late: true })]);
    expect(dataOf(account).lateMs).toMatchObject([{ labels: { namespace: 'default' }, value: 1_000, debt: 0 }]);
  });
});

describe('an account', () => {
  it('has its namespaces’ totals at 0 from the start', () => {
    const account = newAccount();
    account.expectNamespace('default');
    expect(dataOf(account)).toMatchObject({
      lateMs: [{ labels: { namespace: 'default' }, value: 0 }],
      unexamined: ['budget', 'retention', 'too_long', 'resharded'].map((cause) => ({
        labels: { namespace: 'default', cause },
        value: 0,
      })),
    });
  });

  it('has a series at 0 as soon as a cancel would count there', () => {
    const account = newAccount();
    account.apply([{ kind: 'expected', labels, reason: 'silent' }]);
    expect(dataOf(account).wasted).toMatchObject([{ labels: { ...charge, reason: 'silent' }, value: 0, debt: 0 }]);
  });

  it('is the same after it was saved and read back', () => {
    const account = newAccount();
    account.apply([
      wasted(5_000),
      wasted(-1_000),
      { kind: 'ended', labels, outcome: 'canceled', afterMs: 7_000, of },
      { kind: 'ended', labels, outcome: 'canceled', afterMs: 60_000, of },
      { kind: 'orphaned', labels, changeMs: 10 },
      { kind: 'lost', labels, changeMs: 20 },
      { kind: 'unreadable', namespace: 'default', cause: 'unknown_state' },
      { kind: 'unexamined', namespace: 'default', cause: 'budget', executions: 1 },
    ]);
    const data = savedOf(dataOf(account));
    expect(data.cancelToEnd).toMatchObject([
      {
        labels: { namespace: 'default', task_queue: 'work', activity_type: 'charge', outcome: 'canceled' },
        counts: [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0],
        sum: 67,
        count: 2,
      },
    ]);
    const other = newAccount();
    restore(other, JSON.parse(JSON.stringify(data)));
    expect(savedOf(dataOf(other))).toEqual(data);
    other.apply([wasted(1_500)]);
    expect(wastedIn(other)).toEqual({ ms: 5_500, debtMs: 0 });
  });

  it('that is read back with a lower limit folds what is beyond it, and loses nothing', () => {
    const account = newAccount();
    for (const activityType of ['a', 'b', 'c', 'd'])
      account.apply([
        wasted(5_000, { labels: { ...labels, activityType } }),
        wasted(-1_000, { labels: { ...labels, activityType } }),
        { kind: 'ended', labels: { ...labels, activityType }, outcome: 'canceled', afterMs: 7_000, of },
        { kind: 'orphaned', labels: { ...labels, activityType }, changeMs: 10 },
      ]);
    const lower = newAccount(1);
    restore(lower, dataOf(account));
    const other = { ...charge, task_queue: '__other__', workflow_type: '__other__', activity_type: '__other__' };
    const { workflow_type: _, ...first } = { ...charge, activity_type: 'a', outcome: 'canceled' };
    const { workflow_type: __, ...folded } = { ...other, outcome: 'canceled' };
    expect(dataOf(lower)).toMatchObject({
      wasted: [
        { labels: { ...charge, activity_type: 'a', reason: 'no_heartbeat' }, value: 5_000, debt: 1_000 },
        { labels: { ...other, reason: 'no_heartbeat' }, value: 15_000, debt: 3_000 },
      ],
      cancelToEnd: [
        { labels: first, counts: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], sum: 7, count: 1 },
        { labels: folded, counts: [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0], sum: 21, count: 3 },
      ],
      orphanedMs: [
        { labels: { ...charge, activity_type: 'a' }, value: 10 },
        { labels: other, value: 30 },
      ],
    });
    expect(lower.series.wasted.foldedCount).toBe(3);
    const again = newAccount(1);
    restore(again, dataOf(lower));
    expect(savedOf(dataOf(again))).toEqual(savedOf(dataOf(lower)));
    expect(again.series.wasted.foldedCount).toBe(0);
  });

  it('moves when something was counted, and only then', () => {
    const account = newAccount();
    account.apply([]);
    expect(account.changes).toBe(0);
    account.apply([wasted(1)]);
    expect(account.changes).toBe(1);
  });
});

describe('a series that never counted anything', () => {
  const hour = 3_600_000;
  const seen = (activityType: string): Effect => ({
    ...{ kind: 'expected', labels: { ...labels, activityType }, reason: 'no_heartbeat' },
  });
  const counted = (activityType: string) => wasted(5_000, { labels: { ...labels, activityType } });
  const typesIn = (account: Account) => dataOf(account).wasted.map((row) => row.labels.activity_type);

  it('is not saved', () => {
    const account = newAccount();
    account.apply([seen('a'), counted('b')]);
    expect(typesIn(account)).toEqual(['a', 'b']);
    expect(savedOf(dataOf(account)).wasted.map((row) => row.labels.activity_type)).toEqual(['b']);
  });

  it('leaves once its subject has been gone for an hour', () => {
    let now = t0;
    const account = newAccount(100, () => now);
    account.apply([seen('gone'), seen('there'), seen('seen-again'), counted('counted')]);
    now += hour / 2;
    account.apply([seen('seen-again')]);
    now += hour / 2 + 1;
    account.forgetEmpty(now, ({ activity_type }) => activity_type === 'there');
    expect(typesIn(account)).toEqual(['there', 'seen-again', 'counted']);
  });

  it('gives its place to one that counts, the one seen longest ago first', () => {
    let now = t0;
    const account = newAccount(3, () => now);
    for (const type of ['a', 'b', 'c']) {
      account.apply([seen(type)]);
      now += 1_000;
    }
    account.apply([counted('a'), counted('x'), seen('y'), counted('z'), counted('late')]);
    expect(typesIn(account)).toEqual(['a', 'x', '__other__', 'z']);
    expect(wastedIn(account).ms).toBe(20_000);
  });

  it('of a namespace stays: it has no label of which there may be any number', () => {
    const account = newAccount();
    account.expectNamespace('default');
    account.forgetEmpty(t0 + 2 * hour, () => false);
    expect(dataOf(account).lateMs).toHaveLength(1);
  });
});
