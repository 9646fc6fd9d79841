import { expect, it } from 'vitest';
import { hasOlder } from '../../collector/audit/oldest.js';
import { TemporalError } from '../../collector/errors.js';
import { Problems } from '../../collector/scan/problems.js';
import { t0 } from '../support/model.js';

const hour = 3_600_000;
const window = { since: t0, until: t0 + 24 * hour };

/** The server's oldest execution began at `oldest`; `listedFrom`: that of the window which the filter selects. */
async function askedOf({ oldest = Number.POSITIVE_INFINITY, listedFrom }: { oldest?: number; listedFrom?: number }) {
  const problems = new Problems();
  const hasStartedBefore = (instant: number) => Promise.resolve(oldest < instant);
  return hasOlder({ ...window, oldest: listedFrom, hasStartedBefore }, problems);
}

it('knows that nothing is older than the oldest that was found', async () => {
  expect(await askedOf({ oldest: t0 + hour, listedFrom: t0 + hour })).toBe(false);
  expect(await askedOf({ oldest: t0 - hour, listedFrom: t0 + hour })).toBe(true);
});

it('does not take the oldest that a query or --until selects for the oldest of all', async () => {
  expect(await askedOf({ oldest: t0 + hour, listedFrom: t0 + 5 * hour })).toBe(true);
});

it('takes what started after the window for no sign of the time before', async () => {
  expect(await askedOf({ oldest: t0 + 30 * hour })).toBe(false);
  expect(await askedOf({ oldest: t0 + hour })).toBe(true);
});

it('needs no answer where one that began before the window was found', async () => {
  const hasStartedBefore = () => Promise.reject(new Error('asked'));
  expect(await hasOlder({ ...window, oldest: t0 - 1, hasStartedBefore }, new Problems())).toBe(true);
});

it('does not know it without an answer, and says so', async () => {
  const problems = new Problems();
  const refused = new TemporalError('ListWorkflowExecutions', 'PERMISSION_DENIED', 'no');
  const hasStartedBefore = () => Promise.reject(refused);
  expect(await hasOlder({ ...window, oldest: undefined, hasStartedBefore }, problems)).toBeUndefined();
  expect(problems.lines()).toEqual([
    'whether there are older executions is not known: ListWorkflowExecutions: PERMISSION_DENIED: no',
  ]);
});
