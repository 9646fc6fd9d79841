import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dataOf, restore, savedOf } from '../../collector/model/account/account-data.js';
import type { Effect } from '../../collector/model/account/effect.js';
import { accountOf } from '../../collector/state/account-entries.js';
import { accountSchema } from '../../collector/state/account-schema.js';
import { entriesOfJson } from '../../collector/state/json-state.js';
import { partsOf } from '../../collector/state/keys.js';
import { endOf, newAccount } from '../support/model.js';

const of = endOf();
const labels = { namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge' };
const everyKind: readonly Effect[] = [
  { kind: 'wasted', labels, reason: 'silent', changeMs: 5_000, late: true },
  { kind: 'wasted', labels, reason: 'silent', changeMs: -1_000, late: true },
  { kind: 'ended', labels, outcome: 'timed_out', afterMs: 7_000, of },
  { kind: 'orphaned', labels, changeMs: 10 },
  { kind: 'lost', labels, changeMs: 1.5 },
  { kind: 'unexamined', namespace: 'default', cause: 'budget', executions: 1 },
  { kind: 'estimated', namespace: 'default', workflowType: 'order', seconds: 3, varianceSeconds2: 9 },
  { kind: 'unreadable', namespace: 'default', cause: 'unknown_state' },
];

function readBack(account: unknown) {
  const restored = newAccount();
  restore(restored, accountSchema.parse(JSON.parse(JSON.stringify(account))));
  return savedOf(dataOf(restored));
}

function accountWithEveryKind() {
  const account = newAccount();
  account.apply(everyKind);
  return savedOf(dataOf(account));
}

describe('a saved account', () => {
  it('is read back as it was', () => {
    const account = accountWithEveryKind();
    for (const rows of Object.values(account)) expect(rows).toHaveLength(1);
    expect(readBack(account)).toEqual(account);
  });

  it('keeps what was counted under a reason that this version does not know', () => {
    const account = accountWithEveryKind();
    const wasted = account.wasted.map((row) => ({ ...row, labels: { ...row.labels, reason: 'bored' } }));
    expect(readBack({ ...account, wasted }).wasted).toEqual(wasted);
  });

  it('has an empty value for a label that the saving version did not have', () => {
    const { cancelToEnd } = accountWithEveryKind();
    const without = cancelToEnd.map(({ labels: { activity_type: _, ...others }, ...row }) => ({
      ...row,
      labels: others,
    }));
    expect(readBack({ cancelToEnd: without }).cancelToEnd).toEqual(
      cancelToEnd.map((row) => ({ ...row, labels: { ...row.labels, activity_type: '' } })),
    );
  });

  it('adds up the series that differ only in a label that no longer exists', () => {
    const { cancelToEnd } = accountWithEveryKind();
    const [row] = cancelToEnd;
    const coloured = ['red', 'blue'].map((colour) => ({ ...row, labels: { ...row?.labels, colour } }));
    expect(readBack({ cancelToEnd: coloured }).cancelToEnd).toMatchObject([{ labels: row?.labels, sum: 14, count: 2 }]);
  });

  it('keeps number and sum of what was observed with other buckets', () => {
    const { cancelToEnd } = accountWithEveryKind();
    const [row] = cancelToEnd;
    const fewer = readBack({ cancelToEnd: [{ ...row, counts: [1] }] }).cancelToEnd;
    expect(fewer).toEqual([{ ...row, counts: Array(12).fill(0) }]);
  });

  it('may lack counters, and have some that this version does not know', () => {
    const { wasted } = accountWithEveryKind();
    expect(readBack({ wasted, regrets: [{ labels: {}, value: 3, debt: 0 }] })).toMatchObject({ wasted, lostMs: [] });
  });
});

describe('a state file that version 0.1 wrote', () => {
  const text = readFileSync(new URL('./fixtures/state-0.1.json', import.meta.url), 'utf8');
  const entries = entriesOfJson(text);
  const ofKind = (kind: string) => entries.filter(([key]) => key.startsWith(kind));
  const account = newAccount();
  restore(
    account,
    accountOf(ofKind('a'), (key) => expect.fail(key)),
  );

  it('gives every total back under its labels', () => {
    const charge = { namespace: 'default', task_queue: 'work', workflow_type: 'order', activity_type: 'charge' };
    const data = savedOf(dataOf(account));
    expect(data.wasted).toHaveLength(3);
    expect(data.wasted).toContainEqual({ labels: { ...charge, reason: 'no_heartbeat' }, value: 603_689, debt: 0 });
    expect(data.cancelToEnd).toMatchObject([
      {
        labels: { namespace: 'default', task_queue: 'work', activity_type: 'charge', outcome: 'timed_out' },
        counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
        sum: 603.689,
        count: 1,
      },
    ]);
    expect(data.orphanedMs).toEqual([{ labels: charge, value: 5_087, debt: 0 }]);
    expect(data.unexamined).toEqual([]);
  });

  it('gives every execution back', () => {
    const ids = ofKind('e').map(([key]) => partsOf(key)?.[1]);
    expect(ids).toHaveLength(10);
    expect(ids).toEqual(expect.arrayContaining(['workflow-0', 'workflow-1', 'ends', 'left-behind']));
    expect(ofKind('s')).toHaveLength(1);
    expect(ofKind('n').map(([key]) => partsOf(key))).toEqual([['default']]);
  });
});
