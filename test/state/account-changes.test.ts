import { describe, expect, it } from 'vitest';
import { dataOf, restore } from '../../collector/model/account/account-data.js';
import type { Effect } from '../../collector/model/account/effect.js';
import { atOnce } from '../../collector/model/execution/at-once.js';
import { AccountChanges, accountEntries, accountOf } from '../../collector/state/account-entries.js';
import type { Change } from '../../collector/state/engine.js';
import { newAccount } from '../support/model.js';

const counted = (activityType: string): Effect => ({
  ...{ kind: 'wasted', reason: 'silent', changeMs: 1_000, late: false },
  labels: { namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType },
});
const typesOf = (changes: readonly Change[]) => changes.map(([key]) => /activity_type[^a-z]+([a-z]+)/.exec(key)?.[1]);

/** What an earlier run saved of two activity types. */
function restored() {
  const account = newAccount();
  account.apply([counted('a'), counted('b')]);
  const loaded = new Map(accountEntries(dataOf(account)));
  const next = newAccount();
  restore(next, accountOf(loaded, expect.fail));
  return { account: next, changes: new AccountChanges(loaded) };
}

describe('what a save writes of the account', () => {
  it('is nothing when nothing was counted since it was read', () => {
    const { account, changes } = restored();
    expect(atOnce(changes.since(dataOf(account)))).toEqual([]);
  });

  it('is each series that counted something since the last save, and no other', () => {
    const { account, changes } = restored();
    changes.save(dataOf(account));
    account.apply([counted('b')]);
    expect(typesOf(atOnce(changes.since(dataOf(account))))).toEqual(['b']);
    changes.save(dataOf(account));
    expect(atOnce(changes.since(dataOf(account)))).toEqual([]);
    account.apply([counted('c')]);
    account.apply([counted('a')]);
    expect(typesOf(atOnce(changes.since(dataOf(account))))).toEqual(['a', 'c']);
  });

  it('is the same once more when the save failed', () => {
    const { account, changes } = restored();
    changes.save(dataOf(account));
    account.apply([counted('a')]);
    expect(typesOf(atOnce(changes.since(dataOf(account))))).toEqual(['a']);
    account.apply([counted('b')]);
    expect(typesOf(atOnce(changes.since(dataOf(account))))).toEqual(['a', 'b']);
  });

  it('leaves out a series that never counted anything', () => {
    const { account, changes } = restored();
    changes.save(dataOf(account));
    account.apply([{ ...counted('empty'), changeMs: 0 } as Effect]);
    expect(atOnce(changes.since(dataOf(account)))).toEqual([]);
  });
});
