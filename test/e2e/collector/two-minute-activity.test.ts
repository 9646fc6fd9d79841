import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gaugesOfActivities } from '../../support/activity-gauges.js';
import type { CancelledActivity } from '../../support/history.js';
import { Stalls } from '../../support/stalls.js';
import { cases, graceMs, type Name, names, playCases, type SeedRun } from './support/two-minute-run.js';

const stalls = new Stalls();
const stops: (() => Promise<unknown>)[] = [];
let { scrapes, last, truth } = {} as SeedRun;

/** Everything happens here, side by side; the tests check the record of it. */
beforeAll(async () => {
  ({ scrapes, last, truth } = await playCases(stops));
});

afterAll(async () => {
  stalls.stop();
  for (const stop of stops.reverse()) await stop();
});

function only(name: Name): CancelledActivity {
  const [activity, ...more] = truth.get(name) ?? [];
  if (activity === undefined || more.length > 0)
    throw new Error(`history of ${name} tells of ${more.length} activities`);
  return activity;
}

const typeOf = (name: Name) => ({ activity_type: cases[name].activity });
const wastedMs = (activities: readonly CancelledActivity[], until = Number.POSITIVE_INFINITY) =>
  activities.reduce((sum, { requestedAt, endedAt }) => sum + Math.max(0, Math.min(endedAt, until) - requestedAt), 0);

const toleratedMs = 200;
/** By how much a value lies outside of a range. */
const beyond = (value: number, [least, most]: readonly [number, number]) => Math.max(least - value, value - most, 0);

/** The scrapes in which an activity of this type ran on for this reason. */
const seenAs = (name: Name, reason: string) =>
  scrapes.filter(({ metrics }) => metrics.sum('deadbeat_cancel_requested_activities', { ...typeOf(name), reason }));

const ended = (name: Name) =>
  last.all('deadbeat_cancel_to_end_seconds_count', typeOf(name)).map(({ labels, value }) => [labels.outcome, value]);

describe('an activity that cannot hear', () => {
  it('is shown with its reason within 10 s of the cancel', () => {
    const [first] = seenAs('seed', 'no_heartbeat');
    expect(first?.metrics.sum('deadbeat_cancel_requested_activities', typeOf('seed'))).toBe(1);
    expect((first?.askedAt ?? Number.NaN) - only('seed').requestedAt).toBeLessThan(10_000);
  });

  it('has the age that history gives it', () => {
    const seen = seenAs('seed', 'no_heartbeat');
    const errors = seen.map(({ askedAt, answeredAt, metrics }) => {
      const age = 1000 * (metrics.sum('deadbeat_cancel_requested_oldest_seconds', typeOf('seed')) ?? Number.NaN);
      return beyond(age, [askedAt - only('seed').requestedAt, answeredAt - only('seed').requestedAt]);
    });
    expect(seen.length).toBeGreaterThan(10);
    // The description comes first, and history is read then.
    const known = errors.slice(errors.findIndex((error) => error < toleratedMs));
    expect(known.length).toBeGreaterThan(seen.length / 2);
    expect(Math.max(...known)).toBeLessThan(toleratedMs);
  });

  it('could be told beforehand by what a cancel would waste', () => {
    const before = scrapes.filter(
      ({ metrics }) => metrics.sum('deadbeat_unreachable_activities', typeOf('seed')) === 1,
    );
    const forcedEndAt = only('seed').startedAt + cases.seed.startToCloseMs;
    const errors = before.map(({ askedAt, answeredAt, metrics }) => {
      const left = 1000 * (metrics.sum('deadbeat_unreachable_exposure_seconds', typeOf('seed')) ?? Number.NaN);
      return beyond(left, [Math.max(0, forcedEndAt - answeredAt), Math.max(0, forcedEndAt - askedAt)]);
    });
    expect(before.length).toBeGreaterThan(0);
    expect(Math.max(...errors)).toBeLessThan(toleratedMs);
  });

  it('is timed out by the server in the end', () => {
    expect(only('seed').outcome).toBe('timed_out');
    expect(ended('seed')).toEqual([['timed_out', 1]]);
  });
});

describe('an activity that heartbeats and listens', () => {
  it('ends as canceled within 9 s', () => {
    expect(ended('heartbeating')).toEqual([['canceled', 1]]);
    const took = last.sum('deadbeat_cancel_to_end_seconds_sum', typeOf('heartbeating')) ?? Number.NaN;
    const { requestedAt, endedAt } = only('heartbeating');
    expect(took).toBeCloseTo((endedAt - requestedAt) / 1000, 2);
    expect(took).toBeLessThan(9 + stalls.longestMs / 1000);
  });

  it('only ever awaits its heartbeat', () => {
    expect(seenAs('heartbeating', 'awaiting_heartbeat').length).toBeGreaterThan(0);
    for (const reason of ['no_heartbeat', 'ignoring_cancel', 'silent'])
      expect(seenAs('heartbeating', reason)).toEqual([]);
  });
});

describe('an activity that ignores the cancel', () => {
  it('is called so only once its grace is over', () => {
    const reasons = ['awaiting_heartbeat', 'stopping', 'ignoring_cancel'];
    const firstSeen = reasons.map((reason) => seenAs('ignoring', reason)[0]?.askedAt ?? Number.NaN);
    expect(firstSeen).not.toContain(Number.NaN);
    expect(firstSeen).toEqual([...firstSeen].sort((a, b) => a - b));
    expect((firstSeen[2] ?? Number.NaN) - only('ignoring').requestedAt).toBeGreaterThan(graceMs);
  });

  it('runs to its own end', () => {
    expect(only('ignoring').outcome).toBe('completed');
    expect(ended('ignoring')).toEqual([['completed', 1]]);
  });
});

describe('an activity that stops heartbeating', () => {
  it('is silent in the end, and stale', () => {
    const silent = seenAs('silent', 'silent');
    expect(silent.length).toBeGreaterThan(0);
    expect(silent.at(-1)?.metrics.sum('deadbeat_stale_activities', typeOf('silent'))).toBe(1);
    expect(seenAs('silent', 'ignoring_cancel')).toEqual([]);
    expect(seenAs('silent', 'stopping')).toEqual([]);
  });

  it('is then timed out by the server and gone', () => {
    expect(only('silent').outcome).toBe('timed_out');
    expect(ended('silent')).toEqual([['timed_out', 1]]);
  });
});

describe('ten activities of a batch that are cancelled together', () => {
  it('are all shown', () => {
    expect(truth.get('batch')).toHaveLength(10);
    const counts = seenAs('batch', 'no_heartbeat').map(({ metrics }) =>
      metrics.sum('deadbeat_cancel_requested_activities', typeOf('batch')),
    );
    expect(Math.max(...counts.map(Number))).toBe(10);
  });

  it('all reach the histogram', () => {
    expect(ended('batch')).toEqual([['timed_out', 10]]);
  });
});

describe('the account', () => {
  it.each(names)('agrees with history in the end: %s', (name) => {
    const expected = wastedMs(truth.get(name) ?? []);
    const counted = 1000 * (last.sum('deadbeat_wasted_seconds_total', typeOf(name)) ?? Number.NaN);
    expect(expected).toBeGreaterThan(0);
    expect(Math.abs(counted - expected)).toBeLessThan(Math.max(50, expected / 1000));
  });

  it.each(names)('never falls and never runs ahead of the truth: %s', (name) => {
    const activities = truth.get(name) ?? [];
    let before = 0;
    for (const { metrics, answeredAt } of scrapes) {
      const now = 1000 * (metrics.sum('deadbeat_wasted_seconds_total', typeOf(name)) ?? 0);
      expect(now).toBeGreaterThanOrEqual(before);
      expect(now).toBeLessThanOrEqual(wastedMs(activities, answeredAt) + 5);
      before = now;
    }
  });
});

describe('when all is over', () => {
  it.each(gaugesOfActivities)('%s has no series left', (gauge) => {
    expect(last.all(gauge)).toEqual([]);
  });

  it('nothing was left unread', () => {
    expect(last.all('deadbeat_unreadable_total').filter(({ value }) => value > 0)).toEqual([]);
    expect(last.sum('deadbeat_unexamined_executions_total')).toBe(0);
  });
});
