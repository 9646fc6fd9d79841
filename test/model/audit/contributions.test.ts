import { expect, it } from 'vitest';
import { contributionsOf } from '../../../collector/model/audit/contributions.js';
import { Tally } from '../../../collector/model/audit/tally.js';
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
  expect(tally.wastedByDay(strata)).toEqual([
    [Date.UTC(2026, 0, 1), 60_000],
    [Date.UTC(2026, 0, 2), 120_000 + 90_000],
  ]);
  expect(tally.wasted(strata).total).toBe(270_000);
  expect([...tally.types()].map(({ firstCancelRequestedAt }) => firstCancelRequestedAt)).toEqual([cancelRequestedAt]);
});
