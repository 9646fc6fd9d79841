import { expect, it } from 'vitest';
import { contributionsOf } from '../../../collector/model/audit/contributions.js';
import { Tally } from '../../../collector/model/audit/tally.js';
import { runningActivity } from '../../support/model.js';
import { described } from '../../support/views.js';

const cancelRequestedAt = Date.UTC(2026, 0, 1, 23, 59);
const run = {
  ...{ activityId: '5', activityType: 'charge', taskQueue: 'work', scheduledAt: cancelRequestedAt - 60_000 },
  ...{ startedAt: cancelRequestedAt - 60_000, cancelRequestedAt },
  end: { at: cancelRequestedAt + 180_000, outcome: 'timed_out', ran: true },
} as const;

it('splits what was wasted at midnight in UTC, and keeps the first cancel request', () => {
  const tally = new Tally(() => 0);
  const later = { ...run, activityId: '6', cancelRequestedAt: cancelRequestedAt + 90_000 };
  tally.add('all', contributionsOf(described([]), [later, run], run.end.at));
  const strata = new Map([['all', { size: 1, read: 1 }]]);
  const days = tally.wastedByDay(strata);
  expect(days.map(({ startsAt, wasted }) => [startsAt, wasted.total])).toEqual([
    [Date.UTC(2026, 0, 1), 60_000],
    [Date.UTC(2026, 0, 2), 120_000 + 90_000],
  ]);
  expect(days.map(({ byReason }) => byReason.map(([reason, { total }]) => [reason, total]))).toEqual([
    [['no_heartbeat', 60_000]],
    [['no_heartbeat', 210_000]],
  ]);
  expect(tally.wasted(strata).total).toBe(270_000);
  expect([...tally.types()].map(({ firstCancelRequestedAt }) => firstCancelRequestedAt)).toEqual([cancelRequestedAt]);
});

it('counts attempts that began again, and bounds what they repeated, ended or not', () => {
  const again = { ...run, attempt: 3, scheduledAt: run.startedAt - 300_000 };
  const { end: _, cancelRequestedAt: __, ...unended } = again;
  const activity = { activityId: '5', activityType: 'charge', taskQueue: 'work', attempt: 3 };
  const pending = described([runningActivity({ ...activity, attemptStartedAt: run.startedAt })]);
  for (const contributions of [
    contributionsOf(described([]), [again], run.end.at),
    contributionsOf(pending, [unended], run.end.at),
  ]) {
    const [values] = contributions.map((one) => one.values);
    expect(values?.get('attempts')).toBe(3);
    expect(values?.get('restarts')).toBe(2);
    expect(values?.get('repeatedAtMostMs')).toBe(300_000);
  }
  const [first] = contributionsOf(described([]), [run], run.end.at);
  expect([first?.values.get('restarts'), first?.values.get('repeatedAtMostMs')]).toEqual([undefined, undefined]);
});

it('counts attempts that a timeout ended: their code may have run on', () => {
  const { cancelRequestedAt: _, ...uncancelled } = run;
  const retried = { ...uncancelled, attempt: 2, retriedAfter: 'heartbeat' } as const;
  const [first] = contributionsOf(described([]), [retried], run.end.at);
  expect(first?.values.get('timedOut')).toBe(2);
});

it('gives each day an interval where a sample was read', () => {
  const tally = new Tally(() => 0);
  for (const _ of [1, 2, 3]) tally.add('all', contributionsOf(described([]), [run], run.end.at));
  tally.add('all', []);
  const [first] = tally.wastedByDay(new Map([['all', { size: 100, read: 4 }]]));
  expect(first?.wasted.total).toBe((100 * 3 * 60_000) / 4);
  expect(first?.wasted.interval?.[1]).toBeGreaterThan(first?.wasted.total ?? Number.NaN);
});

it('counts every end that is known, however few of them are kept', () => {
  const tally = new Tally(() => 0);
  const contributions = contributionsOf(described([]), [run], run.end.at);
  for (let index = 0; index < 2_500; index += 1) tally.add('all', contributions);
  const [type] = tally.types();
  expect(type?.cancelToEndMs.values()).toHaveLength(2_000);
  expect(tally.ends.all().filter(({ attempts }) => attempts > 0)).toEqual([{ upToSeconds: 300, attempts: 2_500 }]);
});
