import type { Account } from './account.js';

type Row = readonly [labels: readonly string[], total: number];

/** An account as plain data: what is saved, and what /metrics shows. */
export type AccountData = Readonly<{
  /** labels, milliseconds, milliseconds of debt */
  wasted: (readonly [readonly string[], number, number])[];
  /** labels, observations by bucket, sum in seconds, count */
  cancelToEnd: (readonly [readonly string[], number[], number, number])[];
  orphanedMs: Row[];
  lostMs: Row[];
  lateMs: Row[];
  unexamined: Row[];
  unreadable: Row[];
}>;

const totals = ['orphanedMs', 'lostMs', 'lateMs', 'unexamined', 'unreadable'] as const;

export function dataOf(account: Account): AccountData {
  const rows = (name: (typeof totals)[number]): Row[] =>
    Array.from(account[name].entries(), ({ labels, value }) => [labels, value.value]);
  return {
    wasted: Array.from(account.wasted.entries(), ({ labels, value }) => [labels, value.ms, value.debtMs]),
    cancelToEnd: Array.from(account.cancelToEnd.entries(), ({ labels, value }) => [
      labels,
      [...value.counts],
      value.sum,
      value.count,
    ]),
    orphanedMs: rows('orphanedMs'),
    lostMs: rows('lostMs'),
    lateMs: rows('lateMs'),
    unexamined: rows('unexamined'),
    unreadable: rows('unreadable'),
  };
}

/** Adds saved totals to a fresh account; what is beyond its limit now folds, with all that was counted. */
export function restore(account: Account, data: AccountData): void {
  for (const [labels, ms, debtMs] of data.wasted) {
    const total = account.wasted.at(labels);
    total.ms += ms;
    total.debtMs += debtMs;
  }
  for (const [labels, counts, sum, count] of data.cancelToEnd) {
    const distribution = account.cancelToEnd.at(labels);
    counts.forEach((more, bucket) => {
      distribution.counts[bucket] = (distribution.counts[bucket] ?? 0) + more;
    });
    distribution.sum += sum;
    distribution.count += count;
  }
  for (const name of totals) for (const [labels, value] of data[name]) account[name].at(labels).value += value;
}
