import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { plainIdentities } from '../../collector/findings/identities.js';
import { activitiesBody } from '../../collector/web/activities.js';
import { activitiesSchema, statusSchema } from '../../collector/web/answers.js';
import { type Body, bodyOf } from '../../collector/web/body.js';
import { historyOf } from '../../collector/web/history.js';
import { overviewOf } from '../../collector/web/overview.js';
import { overviewSchema } from '../../collector/web/overview-schema.js';
import { readQuery } from '../../collector/web/query.js';
import { SharedAnswers } from '../../collector/web/shared-answers.js';
import { statusOf } from '../../collector/web/status.js';
import { runningActivity, t0 } from '../support/model.js';
import { described, namespaceView, viewOf } from '../support/views.js';

const style = { uiUrl: undefined, identities: plainIdentities, timeZone: 'UTC' };
const textOf = ({ chunks }: Body) => Buffer.concat(chunks).toString();
const activities = async (view: ReturnType<typeof viewOf>, query: Record<string, string> = {}) =>
  activitiesSchema.parse(JSON.parse(textOf(await activitiesBody(view, readQuery(query), style))));

const blind = (activityId: string, more = {}) => runningActivity({ activityId, state: 'cancel_requested', ...more });

describe('/api/activities', () => {
  it('answers as its schema says, worst first, and says when it left some out', async () => {
    const executions = [described([runningActivity({ activityId: 'a' }), blind('b')]), described([blind('c')])];
    const view = viewOf(namespaceView(executions));
    expect(await activities(view)).toMatchObject({ truncated: false, activities: { length: 3 } });
    expect(await activities(view, { limit: '2' })).toMatchObject({ truncated: true, activities: { length: 2 } });
  });

  it('finds the worst of 150,000 activities, and lets others run meanwhile', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => runningActivity({ activityId: `${index}` }));
    const worst = runningActivity({ activityId: 'worst', attemptStartedAt: t0 - 1 });
    const one = { ...described([worst]), activities: many };
    const executions = [...Array.from({ length: 15 }, () => one), described([worst])];
    let turns = 0;
    let isDone = false;
    const count = (async () => {
      for (; !isDone; turns++) await setImmediate();
    })();
    const answer = await activities(viewOf(namespaceView(executions)), { limit: '1' });
    isDone = true;
    await count;
    expect(answer).toMatchObject({ truncated: true, activities: [{ activityId: 'worst' }] });
    expect(turns).toBeGreaterThan(1);
  });
});

describe('/api/status', () => {
  it('tells of each namespace how it is doing', async () => {
    const lastError = { method: 'ListWorkflowExecutions', code: 'UNAVAILABLE', detail: 'down' };
    const down = namespaceView([], { namespace: 'down', up: false, lastCompletePassAt: undefined, lastError });
    const status = await statusOf(
      viewOf(namespaceView([described([blind('a')]), described([], { key: 'idle' })]), down),
    );
    expect(statusSchema.parse(status)).toMatchObject({
      version: '1.2.3',
      namespaces: [
        { namespace: 'default', up: true, tracked: { cancel_requested: 1, idle: 1 }, lastError: null },
        { namespace: 'down', up: false, tracked: {}, oldestObservationAt: null, lastError },
      ],
    });
  });

  it('tells how much of the waste was seen while it happened, where there was any', async () => {
    const view = { ...viewOf(namespaceView([]), namespaceView([], { namespace: 'calm' })) };
    const { namespaces } = await statusOf({ ...view, seenLive: () => new Map([['default', 0.75]]) });
    expect(namespaces).toMatchObject([{ seenLiveShare: 0.75 }, { namespace: 'calm', seenLiveShare: null }]);
  });
});

describe('/api/overview', () => {
  const executions = [
    described([blind('a'), blind('b', { activityType: 'ship' }), runningActivity({ activityId: 'c' })]),
    described([blind('d'), runningActivity({ activityId: 'e', heartbeatTimeoutMs: 1_000 })]),
  ];
  const slots = [{ taskQueue: 'work', used: 5, free: 1, accounted: 3, unaccounted: 2, unaccountedOn: new Map() }];
  const view = viewOf(namespaceView(executions, { slots }));
  const overview = async (query: Record<string, string> = {}) =>
    overviewSchema.parse(await overviewOf(view, readQuery(query), style));

  it('adds up what is wasted, by activity type', async () => {
    expect(await overview()).toMatchObject({
      totals: {
        offenders: 4,
        cancelled: 3,
        overdue: 1,
        unreachable: 1,
        findings: { no_heartbeat: 3, stale: 1 },
      },
      groups: [
        { activityType: 'charge', count: 3, cancelled: 2, worst: { length: 3 } },
        { activityType: 'ship', count: 1, cancelled: 1, worst: [{ activityId: 'b' }] },
      ],
      groupsTruncated: false,
    });
  });

  it('counts no activity both as cancelled and as one that would not receive a cancel', async () => {
    const { totals, unreachable } = await overview();
    expect(totals).toMatchObject({ cancelled: 3, unreachable: 1 });
    expect(unreachable).toMatchObject([{ activityType: 'charge', count: 1, unlimited: 1 }]);
  });

  it('says which findings are of activities that have an earlier one, too', async () => {
    const deaf = blind('a', { heartbeatTimeoutMs: 1_000 });
    const { groups } = await overviewOf(viewOf(namespaceView([described([deaf, blind('b')])])), readQuery({}), style);
    const [group] = groups;
    for (const [finding, count = 0] of Object.entries(group?.findingsBesides ?? {}))
      expect(group?.findings).toHaveProperty(finding, count);
    const firsts = Object.values(group?.findings ?? {}).reduce((sum, one) => sum + one, 0);
    const besides = Object.values(group?.findingsBesides ?? {}).reduce((sum, one) => sum + one, 0);
    expect(firsts - besides).toBe(group?.count);
  });

  it('says what those that run could still waste after what is confirmed, and how many no timeout ends', async () => {
    const limited = blind('a', { startToCloseTimeoutMs: 90_000 });
    const { totals, groups } = await overviewOf(
      viewOf(namespaceView([described([limited, blind('b'), runningActivity({ activityId: 'c' })])])),
      readQuery({}),
      style,
    );
    // Confirmed up to the observation, a minute after the start: both together reach the forced end.
    for (const { comingSecondsAtMost, comingWithoutLimit } of [totals, ...groups]) {
      expect(comingSecondsAtMost).toBe(30);
      expect(comingWithoutLimit).toBe(1);
    }
  });

  it('names the slots that waste holds, and those that the server does not know of', async () => {
    const reported = { slots: 6, used: 5, accounted: 3, reportedAt: null };
    expect((await overview()).queues).toEqual([
      { namespace: 'default', taskQueue: 'work', held: 5, heldInferred: 2, ...reported },
    ]);
  });

  it('is narrowed by the same parameters as /api/activities', async () => {
    expect((await overview({ activityType: 'ship' })).totals).toMatchObject({ offenders: 1, cancelled: 1 });
  });
});

describe('what was wasted before now', () => {
  const now = Date.UTC(2026, 0, 2, 1, 30);
  const at = (startsAt: number, activity_type: string, reason: string, ms: number) => ({
    startsAt,
    wasted: [
      { labels: { namespace: 'default', task_queue: 'work', workflow_type: 'order', activity_type, reason }, ms },
    ],
  });
  const buckets = {
    minute: [at(now - 60_000, 'charge', 'no_heartbeat', 30_000)],
    hour: [
      at(Date.UTC(2026, 0, 1, 12), 'charge', 'silent', 3_600_000),
      at(Date.UTC(2026, 0, 2, 0), 'ship', 'no_heartbeat', 60_000),
      at(Date.UTC(2026, 0, 2, 1), 'charge', 'no_heartbeat', 30_000),
    ],
    day: [
      at(Date.UTC(2025, 11, 30), 'ship', 'no_heartbeat', 86_400_000),
      at(Date.UTC(2026, 0, 1), 'charge', 'silent', 3_600_000),
      at(Date.UTC(2026, 0, 2), 'ship', 'no_heartbeat', 90_000),
    ],
    since: Date.UTC(2025, 11, 30, 12),
  };
  const history = (query: Record<string, string> = {}, since = buckets.since) =>
    historyOf({ ...buckets, since }, readQuery(query), style, now);

  it('is added up for the last hour, today, and by type', () => {
    expect(history()).toMatchObject({
      lastHourSeconds: 30,
      todaySeconds: 90,
      yesterdaySeconds: 3_600,
      since: '2025-12-30T12:00:00.000Z',
      minutes: [{ seconds: { no_heartbeat: 30 } }],
      types: [
        { activityType: 'charge', wastedSeconds: 3_630 },
        { activityType: 'ship', wastedSeconds: 60 },
      ],
    });
  });

  it('names ten types, and sums up the others', () => {
    const many = Array.from({ length: 12 }, (_, index) => at(Date.UTC(2026, 0, 2), `type-${index}`, 'silent', 1_000));
    const { types, otherTypes } = historyOf({ ...buckets, hour: many }, readQuery({}), style, now);
    expect(types).toHaveLength(10);
    expect(otherTypes).toEqual({ count: 2, wastedSeconds: 2 });
    expect(history().otherTypes).toEqual({ count: 0, wastedSeconds: 0 });
  });

  it('says that yesterday is not known where the whole of it was not watched', () => {
    expect(history({}, Date.UTC(2026, 0, 2)).yesterdaySeconds).toBeNull();
    expect(history({}, Date.UTC(2026, 0, 1, 0, 1)).yesterdaySeconds).toBeNull();
    expect(history({}, Date.UTC(2026, 0, 1)).yesterdaySeconds).toBe(3_600);
  });

  it('leaves out of today what an older version noted before this history began', () => {
    expect(history({}, Date.UTC(2026, 0, 2, 0, 30)).todaySeconds).toBe(90);
    expect(history({}, Date.UTC(2026, 0, 2, 1)).todaySeconds).toBe(30);
  });

  it('has the days of the time zone that is set, and hours that it does not show', () => {
    const hour = [
      at(Date.UTC(2025, 11, 30, 23), 'charge', 'silent', 1_000),
      at(Date.UTC(2026, 0, 1, 4), 'charge', 'silent', 20_000),
      at(Date.UTC(2026, 0, 1, 5), 'charge', 'silent', 300_000),
    ];
    const inZone = (timeZone: string) => historyOf({ ...buckets, hour }, readQuery({}), { ...style, timeZone }, now);
    // In New York it is 20:30 of the day before.
    expect(inZone('America/New_York')).toMatchObject({ todaySeconds: 300, yesterdaySeconds: 20 });
    expect(inZone('UTC')).toMatchObject({ todaySeconds: 0, yesterdaySeconds: 320 });
    expect(inZone('UTC').types).toMatchObject([{ wastedSeconds: 320 }]);
  });

  it('is narrowed by names and reason', () => {
    expect(history({ activityType: 'ship' })).toMatchObject({
      lastHourSeconds: 0,
      todaySeconds: 60,
      types: { length: 1 },
    });
    expect(history({ reason: 'silent' })).toMatchObject({ todaySeconds: 0, types: [{ wastedSeconds: 3_600 }] });
  });
});

describe('before and after a fix', () => {
  const now = Date.UTC(2026, 0, 3, 6);
  const hour = 3_600_000;
  const at = (startsAt: number, activity_type: string, seconds: number) => ({
    startsAt,
    wasted: [
      {
        labels: { namespace: 'default', task_queue: 'work', workflow_type: 'order', activity_type, reason: 'silent' },
        ms: seconds * 1000,
      },
    ],
  });
  const record = {
    minute: [],
    hour: [
      at(Date.UTC(2026, 0, 2, 10), 'charge', 7_200),
      at(Date.UTC(2026, 0, 2, 12), 'charge', 600),
      at(Date.UTC(2026, 0, 3, 2), 'charge', 60),
      at(Date.UTC(2026, 0, 3, 2), 'ship', 30),
    ],
    day: [at(Date.UTC(2025, 11, 30), 'charge', 86_400), at(Date.UTC(2026, 0, 2), 'charge', 7_800)],
    since: Date.UTC(2026, 0, 2, 0),
  };
  const compared = (fixedAt: string, since = record.since) =>
    historyOf({ ...record, since }, readQuery({ fixedAt }), style, now).comparison;

  it('compares what each type wasted per hour, in the time that is known', () => {
    expect(compared('2026-01-02T12:00')).toEqual({
      fixedAt: '2026-01-02T12:00:00.000Z',
      before: { from: '2026-01-02T00:00:00.000Z', to: '2026-01-02T12:00:00.000Z', wastedSecondsPerHour: 600 },
      after: { from: '2026-01-02T12:00:00.000Z', to: '2026-01-03T06:00:00.000Z', wastedSecondsPerHour: 690 / 18 },
      types: [
        expect.objectContaining({ activityType: 'charge', beforePerHour: 600, afterPerHour: 660 / 18 }),
        expect.objectContaining({ activityType: 'ship', beforePerHour: 0, afterPerHour: 30 / 18 }),
      ],
    });
  });

  it('leaves out the hour in which the fix came', () => {
    expect(compared('2026-01-02T12:20:00Z')).toMatchObject({
      before: { to: '2026-01-02T12:00:00.000Z', wastedSecondsPerHour: 600 },
      after: { from: '2026-01-02T13:00:00.000Z', wastedSecondsPerHour: 90 / 17 },
    });
  });

  it('compares days where the hours are no longer kept', () => {
    expect(compared('2026-01-01', Date.UTC(2025, 11, 30))).toMatchObject({
      before: { from: '2025-12-30T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z', wastedSecondsPerHour: 1_800 },
      after: { from: '2026-01-01T00:00:00.000Z', to: '2026-01-03T06:00:00.000Z', wastedSecondsPerHour: 7_800 / 54 },
    });
  });

  it('does not take time that is not known for time without waste', () => {
    expect(compared('2026-01-03T01:00', now - 4 * hour)).toMatchObject({
      before: null,
      types: [{ beforePerHour: null }, { beforePerHour: null }],
    });
    expect(compared('2026-01-01', now - hour)).toMatchObject({ before: null });
    expect(compared('2026-01-03T06:30')).toMatchObject({
      after: null,
      types: [{ afterPerHour: null }, { afterPerHour: null }],
    });
    expect(historyOf(record, readQuery({}), style, now).comparison).toBeNull();
  });

  it('takes no part of an hour for an hour', () => {
    const began = (agoMs: number) => compared('2026-01-02T12:00', now - agoMs);
    expect(began(hour - 1)).toMatchObject({ before: null, after: null, types: [] });
    expect(began(hour)).toMatchObject({ before: null, after: { wastedSecondsPerHour: 0 } });
    expect(compared('2026-01-02T00:59', Date.UTC(2026, 0, 1, 23, 30))).toMatchObject({ before: null });
  });

  it('counts nothing that was noted before the history began', () => {
    expect(compared('2026-01-03T00:00', Date.UTC(2026, 0, 2, 11))).toMatchObject({
      before: { from: '2026-01-02T11:00:00.000Z', wastedSecondsPerHour: 600 / 13 },
    });
    expect(compared('2026-01-02T12:00', Date.UTC(2026, 0, 3, 3))).toMatchObject({
      before: null,
      after: { from: '2026-01-03T03:00:00.000Z', wastedSecondsPerHour: 0 },
      types: [],
    });
  });

  it('ends the time before a fix that is yet to come now', () => {
    expect(compared('2026-01-03T12:00')).toMatchObject({
      before: { from: '2026-01-02T00:00:00.000Z', to: '2026-01-03T06:00:00.000Z', wastedSecondsPerHour: 7_890 / 30 },
      after: null,
    });
  });

  it.each(['yesterday', '2026-13-01', '2026-01-02T25:00'])('refuses %s', (fixedAt) => {
    expect(() => readQuery({ fixedAt })).toThrow('fixedAt');
  });
});

describe('a shared answer', () => {
  it('is made once for all who ask while it is made, and kept in proportion to its cost', async () => {
    let nowMs = 0;
    let made = 0;
    const shared = new SharedAnswers<number>(() => nowMs);
    const make = async () => {
      await setImmediate();
      nowMs += 100;
      made += 1;
      return made;
    };
    expect(await Promise.all([shared.get('a', make), shared.get('a', make)])).toEqual([1, 1]);
    nowMs += 999;
    expect(await shared.get('a', make)).toBe(1);
    nowMs += 1;
    expect(await shared.get('a', make)).toBe(2);
    expect(await shared.get('b', make)).toBe(3);
  });

  it('is not kept where making it failed', async () => {
    const shared = new SharedAnswers<number>();
    await expect(shared.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await shared.get('a', async () => 1)).toBe(1);
  });
});

it('a body is as long as its text, in characters of any width', () => {
  const text = `x${'ä€😀'.repeat(50_000)}`;
  expect(textOf(bodyOf(text))).toBe(text);
  expect(bodyOf(text).bytes).toBe(Buffer.byteLength(text));
});
