import { describe, expect, it } from 'vitest';
import { plainIdentities } from '../../collector/findings/identities.js';
import type { View } from '../../collector/metrics/view.js';
import type { Trace } from '../../collector/model/account/effect.js';
import type { EndedEpisode } from '../../collector/model/account/recently-ended.js';
import type { Activity } from '../../collector/model/activity/activity.js';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import { overviewOf } from '../../collector/web/overview.js';
import { overviewSchema } from '../../collector/web/overview-schema.js';
import { readQuery } from '../../collector/web/query.js';
import { ranOnOf } from '../../collector/web/traces.js';
import { context, descriptionAt, newExecution, runningActivity, t0 } from '../support/model.js';
import { described, lost, namespaceView, now, suspectOf, viewOf } from '../support/views.js';

const style = { uiUrl: undefined, identities: plainIdentities, timeZone: 'UTC' };
const blind = (activityId: string, more: Partial<Activity> = {}) =>
  runningActivity({ activityId, state: 'cancel_requested', ...more });
const slots = (taskQueue: string, unaccounted: number) => ({
  ...{ taskQueue, used: 5, free: 1, accounted: 0, unaccounted, unaccountedOn: new Map() },
});

async function overview(
  parts: Parameters<typeof namespaceView>[1],
  executions: Parameters<typeof namespaceView>[0] = [],
  query: Record<string, string> = {},
  more: Partial<View> = {},
) {
  const view = { ...viewOf(namespaceView(executions, parts)), ...more };
  return overviewSchema.parse(await overviewOf(view, readQuery(query), style));
}

describe('an activity whose worker is lost', () => {
  it('is none that would not receive a cancellation, and is counted where filters leave it out', async () => {
    const executions = [
      lost([runningActivity({ activityId: 'a' })]),
      described([runningActivity({ activityId: 'b' })]),
    ];
    const { totals, unreachable, groups } = await overview({}, executions);
    expect(totals).toMatchObject({ lost: 1, unreachable: 1, unreachableLost: 1 });
    expect(unreachable).toMatchObject([{ count: 1 }]);
    expect(groups[0]?.workers).toMatchObject({ cancelled: null, mayStillRun: null });
    // What would not receive a cancellation has no finding, if it is not cancelled.
    const found = await overview({}, executions, { finding: 'no_heartbeat' });
    expect(found.totals).toMatchObject({ lost: 0, unreachable: 1, unreachableLost: 1 });
    expect((await overview({}, executions, { taskQueue: 'other' })).totals).toMatchObject({ unreachable: 0 });
    const other = await overview({}, executions, { taskQueue: 'other' });
    expect(other.totals).toMatchObject({ lost: 0, elsewhere: { lost: 1 } });
  });

  it('says for how long it has waited, by activity type and in all', async () => {
    const executions = [['a', 20_000] as const, ['b', 15_000] as const].map(([activityId, knownMs]) =>
      lost([runningActivity({ activityId })], knownMs),
    );
    const { totals, groups } = await overview({}, executions);
    expect([totals.lostSeconds, groups[0]?.lostSeconds]).toEqual([35, 35]);
    expect(groups[0]?.worst.map(({ lostSeconds }) => lostSeconds).sort()).toEqual([15, 20]);
  });

  it('keeps what it had wasted before, apart from what is known to run', async () => {
    const cancelled = described([blind('a')]);
    const later = foldDescription(cancelled, descriptionAt(now + 59_000, [blind('a')]), context).execution;
    const attempts = Array.from(later.attempts, ([id, attempt]) => {
      const loss = { since: now + 59_000, countedUntil: now + 59_000 };
      return [id, { ...attempt, lost: loss }] as const;
    });
    const { totals, groups } = await overview({}, [
      { ...later, attempts: new Map(attempts) },
      described([blind('b', { activityType: 'ship' }), blind('c', { activityType: 'ship' })]),
    ]);
    expect(totals).toMatchObject({ cancelled: 2, wastedSeconds: 0, lost: 1, lostWastedSeconds: 59 });
    expect(groups.map(({ activityType, lostWastedSeconds }) => [activityType, lostWastedSeconds])).toEqual([
      ['charge', 59],
      ['ship', 0],
    ]);
  });
});

describe('what was wasted in the last 48 hours', () => {
  it('names how many activity types could not receive the cancellation', async () => {
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    const wasted = (activity_type: string, reason: string) => ({
      labels: { namespace: 'default', task_queue: 'work', workflow_type: 'order', activity_type, reason },
      ms: 1_000,
    });
    const of = [wasted('charge', 'no_heartbeat'), wasted('ship', 'no_heartbeat'), wasted('pack', 'ignoring_cancel')];
    const buckets = [hour, hour - 3_600_000].map((startsAt) => ({ startsAt, wasted: of }));
    const wasteHistory = () => ({ minute: [], hour: buckets, day: [], since: 0 });
    const { history } = await overview({}, [], {}, { wasteHistory });
    expect(history?.unreachableTypes).toBe(2);
  });

  it('names, with what runs now, the activity types that would waste time at their next cancellation', async () => {
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    const wasted = (activity_type: string, reason: string, ms: number) => ({
      labels: { namespace: 'default', task_queue: 'work', workflow_type: 'order', activity_type, reason },
      ms,
    });
    const of = [
      wasted('pack', 'ignoring_cancel', 3_000),
      wasted('charge', 'no_heartbeat', 2_000),
      wasted('charge', 'ignoring_cancel', 2_000),
      wasted('weigh', 'stopping', 9_000),
    ];
    const wasteHistory = () => ({ minute: [], hour: [{ startsAt: hour, wasted: of }], day: [], since: 0 });
    const running = described([
      blind('a', { activityType: 'charge' }),
      ...['b', 'c'].map((activityId) => runningActivity({ activityId, activityType: 'import' })),
      runningActivity({ activityId: 'd', activityType: 'beat', heartbeatTimeoutMs: 10_000 }),
    ]);
    const suspects = () => [{ ...suspectOf('1', { activityType: 'export' }), cause: 'no_heartbeat' as const }];
    const of48h = await overview({ suspects }, [running], {}, { wasteHistory });
    expect(of48h.couldWasteNext).toMatchObject({ types: 4, couldNotReceive: 3 });
    expect(of48h.couldWasteNext.worst.map(({ activityType, why }) => [activityType, why])).toEqual([
      ['charge', 'could_not_receive'],
      ['pack', 'ran_on'],
      ['import', 'could_not_receive'],
      ['export', 'could_not_receive'],
    ]);
    const found = await overview({}, [running], { finding: 'ignoring_cancel', search: 'no such ID' }, { wasteHistory });
    expect(found.couldWasteNext.types).toBe(3);
    const narrowed = await overview({}, [running], { activityType: 'pack' }, { wasteHistory });
    expect(narrowed.couldWasteNext.worst.map(({ activityType }) => activityType)).toEqual(['pack']);
    expect((await overview({}, [running])).couldWasteNext.types).toBe(2);
  });
});

describe('what the server has just given up on', () => {
  const undecided = () => [suspectOf('1'), suspectOf('2', { taskQueue: 'other' })];

  it('is counted apart from what may still run, as far as the filters let it', async () => {
    expect((await overview({ undecided })).totals).toMatchObject({ undecided: 2, mayStillRun: 0 });
    const { totals } = await overview({ undecided }, [], { taskQueue: 'other' });
    expect(totals).toMatchObject({ undecided: 1, elsewhere: { undecided: 1 } });
  });

  it('is listed, as none that slots show to run on', async () => {
    const { groups, queues, totals } = await overview({ undecided, slots: [slots('work', 0)] });
    expect(groups.map(({ taskQueue, count, findings }) => ({ taskQueue, count, findings }))).toEqual([
      { taskQueue: 'work', count: 1, findings: { undecided: 1 } },
      { taskQueue: 'other', count: 1, findings: { undecided: 1 } },
    ]);
    expect(groups[0]?.worst).toMatchObject([{ activityId: '1', suspect: false, undecided: true }]);
    expect(queues).toEqual([]);
    expect(totals.offenders).toBe(2);
    const filtered = await overview({ undecided, suspects: () => [suspectOf('3')] }, [], { finding: 'undecided' });
    expect(filtered.groups.map(({ worst }) => worst[0]?.activityId)).toEqual(['1', '2']);
  });

  it('is counted among what stopping its worker ends', async () => {
    const on = { workerIdentity: '1@host' };
    const suspects = () => [suspectOf('1', on)];
    const parts = { suspects, undecided: () => ['2', '3'].map((id) => suspectOf(id, on)) };
    const { groups } = await overview(parts);
    expect(groups[0]?.workers.mayStillRun).toMatchObject({ othersMayStillRun: 0, othersUndecided: 2 });
  });
});

describe('the slots that unwanted work holds', () => {
  const parts = {
    slots: [slots('work', 3), slots('loop', 2)],
    suspects: () => [suspectOf('1'), suspectOf('2', { taskQueue: 'loop', activityType: 'spin' })],
  };

  it('are those of the task queue that is asked for', async () => {
    const { queues, totals } = await overview(parts, [], { taskQueue: 'loop' });
    expect(queues).toMatchObject([{ taskQueue: 'loop', held: 2, slots: 6 }]);
    expect(totals).toMatchObject({ mayStillRun: 2, elsewhere: { mayStillRun: 3 } });
  });

  it('are those of known suspects alone where other filters are set', async () => {
    const { queues, totals } = await overview(parts, [], { activityType: 'spin' });
    expect(queues).toMatchObject([{ taskQueue: 'loop', held: 1 }]);
    expect(totals).toMatchObject({ mayStillRun: 1, elsewhere: { mayStillRun: 4 } });
    expect((await overview(parts, [], { search: 'no such ID' })).queues).toEqual([]);
  });

  it('are those of suspects where no comparison is known now, as while their worker shuts down', async () => {
    const { queues, totals } = await overview({ suspects: parts.suspects, slots: [slots('work', 3)] });
    expect(queues).toMatchObject([
      { taskQueue: 'work', held: 3, heldInferred: 3 },
      { taskQueue: 'loop', held: 1, heldInferred: 1, used: null },
    ]);
    expect(totals).toMatchObject({ slotsHeld: 4, slotsHeldInferred: 4 });
  });

  it('are counted in all task queues, also those that are not listed', async () => {
    const many = Array.from({ length: 25 }, (_, index) => slots(`queue ${index}`, 2));
    const { queues, totals } = await overview({ slots: many });
    expect(queues).toHaveLength(20);
    expect(totals).toMatchObject({ slotsHeld: 50, slotsHeldInferred: 50 });
  });

  it('are all without filters', async () => {
    const { queues, totals } = await overview(parts);
    expect(queues.map(({ held, heldInferred }) => [held, heldInferred])).toEqual([
      [3, 3],
      [2, 2],
    ]);
    expect(queues[0]).toMatchObject({ used: 5, accounted: 0, reportedAt: null });
    const reported = await overview({ slots: [{ ...slots('work', 3), reportedAt: now }] });
    expect(reported.queues[0]?.reportedAt).toBe(new Date(now).toISOString());
    expect(totals).toMatchObject({ mayStillRun: 5, elsewhere: { mayStillRun: 0 } });
  });
});

describe('what may still run after a cancel request', () => {
  const request = { requestedAt: t0 + 1_000, requestedSource: 'history', wastedMs: 5_000 } as const;
  const cancelled = { ...suspectOf('1'), request };

  it('is counted apart from what is confirmed to run, with the oldest request', async () => {
    const suspects = () => [cancelled, { ...cancelled, request: { ...request, requestedAt: t0 } }, suspectOf('3')];
    const { totals } = await overview({ suspects, undecided: () => [cancelled] });
    expect(totals).toMatchObject({
      ...{ cancelled: 0, oldestCancelRequestedAt: null, undecided: 1 },
      mayStillRunCancelled: 3,
      mayStillRunOldestRequestedAt: new Date(t0).toISOString(),
    });
  });

  it('has wasted at least what is confirmed, apart from what is known to run', async () => {
    const ship = { ...suspectOf('2', { activityType: 'ship' }), request: { ...request, wastedMs: 7_000 } };
    const parts = { suspects: () => [cancelled, ship, suspectOf('3')], undecided: () => [cancelled] };
    const { totals, groups } = await overview(parts);
    expect(totals).toMatchObject({ wastedSeconds: 0, mayStillRunWastedSeconds: 17 });
    expect(groups.map((group) => [group.activityType, group.mayStillRunWastedSeconds])).toEqual([
      ['charge', 10],
      ['ship', 7],
    ]);
  });

  it('comes before what has just timed out, of which nothing is known yet', async () => {
    const { groups } = await overview({
      suspects: () => [suspectOf('1', { activityType: 'ship' })],
      undecided: () => [cancelled],
    });
    expect(groups.map(({ activityType }) => activityType)).toEqual(['ship', 'charge']);
  });
});

describe('the workers of an activity type', () => {
  it('are named with what may still run there besides', async () => {
    const on = { workerIdentity: '1@host' };
    const suspects = () => [suspectOf('1', on), suspectOf('2', { ...on, activityType: 'ship' }), suspectOf('3')];
    const executions = [described([blind('a', { ...on, activityType: 'import' })])];
    const { groups } = await overview({ suspects }, executions);
    const of = (type: string) => groups.find(({ activityType }) => activityType === type)?.workers;
    expect(of('import')?.cancelled).toMatchObject({ others: 0, othersMayStillRun: 2 });
    expect(of('ship')?.mayStillRun).toMatchObject({ others: 1, othersMayStillRun: 1 });
  });

  it('are one that is named, with what else runs on it, or several', async () => {
    const on = (activityId: string, workerIdentity: string, more: Partial<Activity> = {}) =>
      runningActivity({ activityId, workerIdentity, activityType: 'other', ...more });
    const cancel = { state: 'cancel_requested', activityType: 'charge' } as const;
    const executions = [described([on('a', '1@host', cancel), on('b', '1@host'), on('c', '2@host')])];
    const [one] = (await overview({}, executions)).groups;
    expect(one?.workers).toEqual({
      ...{ lost: null, mayStillRun: null },
      cancelled: { count: 1, identity: '1@host', others: 1, othersMayStillRun: 0, othersUndecided: 0 },
    });
    const two = await overview({}, [described([on('a', '1@host', cancel), on('c', '2@host', cancel)])]);
    expect(two.groups[0]?.workers.cancelled).toEqual({
      count: 2,
      identity: null,
      others: null,
      othersMayStillRun: null,
      othersUndecided: null,
    });
    const unknown = await overview({}, [described([blind('a')])]);
    expect(unknown.groups[0]?.workers.cancelled).toBeNull();
  });
});

describe('what ended last', () => {
  const episode = (activityId: string) => ({
    ...{ namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge', activityId },
    ...{
      attempt: 1,
      workerIdentity: `${activityId}@host`,
      workflowId: newExecution().workflowId,
      runId: newExecution().runId,
      at: now,
      requestedAt: t0,
    },
    ...({ wastedMs: 1_000, outcome: 'timed_out', reason: 'no_heartbeat' } as const),
  });

  it('says of what the server has given up on whether its code still runs, as far as that is known', async () => {
    const recentlyEnded = () => ['1', '2', '3'].map(episode);
    const suspects = () => [suspectOf('1', { workerIdentity: '1@host' })];
    const parts = { suspects, undecided: () => [suspectOf('2')], slots: [slots('work', 1)] };
    const { ended, endedCount, endedTruncated } = await overview(parts, [], {}, { recentlyEnded });
    expect(ended.map(({ codeRuns }) => codeRuns)).toEqual(['probably', 'not_known_yet', null]);
    expect([endedCount, endedTruncated]).toEqual([3, false]);
  });

  it('names until when slots showed that its code ran on, while it does and afterwards, and adds that up apart', async () => {
    const recentlyEnded = () => ['1', '2', '3'].map(episode);
    const of = { ...episode('2'), attempt: 1, from: now, until: now + 90_000 };
    const traces = () => [{ ...of, kind: 'ran_on' } as const, { ...of, activityId: '3', kind: 'lost' } as const];
    const suspect = { ...suspectOf('1', { workerIdentity: '1@host' }), heldUntil: now + 30_000 };
    const parts = { suspects: () => [suspect], slots: [slots('work', 1)] };
    const known = await overview(parts, [], {}, { recentlyEnded, traces });
    const at = (ms: number) => new Date(ms).toISOString();
    expect(known.ended.map(({ codeRuns, ranOnUntil }) => [codeRuns, ranOnUntil])).toEqual([
      ['probably', at(now + 30_000)],
      [null, at(now + 90_000)],
      [null, null],
    ]);
    expect(known.traces.map(({ kind, activityId, seconds }) => [kind, activityId, seconds])).toEqual([
      ['ran_on', '2', 90],
      ['lost', '3', 90],
    ]);
    const lost = await overview(parts, [], { finding: 'lost', taskQueue: 'work' }, { recentlyEnded, traces });
    expect(lost.traces.map(({ kind }) => kind)).toEqual(['lost']);
    expect((await overview(parts, [], { search: 'none' }, { recentlyEnded, traces })).traces).toEqual([]);

    const view = { ...viewOf(namespaceView([], parts)), traces };
    const ranOn = (query: Record<string, string>, at: number) => ranOnOf(view, readQuery(query), style, at);
    expect(ranOn({}, now + 600_000)).toEqual({ lastHourSeconds: 120, todaySeconds: 120 });
    expect(ranOn({ search: 'none' }, now + 3_600_000 + 45_000)).toEqual({ lastHourSeconds: 45, todaySeconds: 120 });
    expect(ranOn({ taskQueue: 'other' }, now + 600_000)).toEqual({ lastHourSeconds: 0, todaySeconds: 0 });
  });

  it('is told from other attempts of the activity, and where the attempt is not on record nothing is said of its code', async () => {
    const { attempt: _, ...earlier } = episode('1');
    const second = { ...episode('1'), attempt: 2, workerIdentity: '2@host' };
    const recentlyEnded = () => [second, earlier, { ...earlier, outcome: 'closed' as const }];
    const of = { ...episode('1'), from: now - 60_000, until: now + 90_000, kind: 'ran_on' } as const;
    const traces = () => [of, { ...of, activityId: '2', until: now + 100_000 }, { ...of, activityId: '2', attempt: 2 }];
    const both = () => [episode('2'), { ...episode('2'), attempt: 2 }];
    const known = async (parts: Parameters<typeof overview>[0], more: Parameters<typeof overview>[3]) =>
      (await overview(parts, [], {}, more)).ended.map(({ attempt, codeRuns, ranOnUntil }) => [
        attempt,
        codeRuns,
        ranOnUntil === null ? null : Date.parse(ranOnUntil) - now,
      ]);
    const alive = { suspects: () => [suspectOf('1', { workerIdentity: '1@host' })], slots: [slots('work', 1)] };
    for (const expected of [await known(alive, { recentlyEnded }), await known({}, { recentlyEnded, traces })])
      expect(expected).toEqual([
        [2, null, null],
        [null, 'not_known', null],
        [null, null, null],
      ]);
    expect(await known({}, { recentlyEnded: both, traces })).toEqual([
      [1, null, 100_000],
      [2, null, 90_000],
    ]);
  });

  it('is not known to have stopped where a slot of its worker that is ascribed to another attempt may be its', async () => {
    const at = (workerIdentity: string, more = {}) => ({ ...episode('2'), workerIdentity, ...more });
    const recentlyEnded = () => [at('1@host'), at('2@host'), at('1@host', { outcome: 'failed' })];
    const of = { ...episode('1'), workerIdentity: '1@host', from: now - 60_000, until: now + 90_000, kind: 'ran_on' };
    const codeRuns = async (parts: Parameters<typeof overview>[0], traces: readonly object[]) =>
      (await overview(parts, [], {}, { recentlyEnded, traces: () => traces as Trace[] })).ended.map(
        (one) => one.codeRuns,
      );
    expect(await codeRuns({}, [of])).toEqual(['not_known', null, null]);
    expect(await codeRuns({}, [{ ...of, workerIdentity: undefined }])).toEqual(['not_known', 'not_known', null]);
    for (const other of [{ until: now }, { kind: 'lost' }, { taskQueue: 'other' }, { namespace: 'other' }])
      expect(await codeRuns({}, [{ ...of, ...other }])).toEqual([null, null, null]);
    const suspects = () => [suspectOf('1', { workerIdentity: '1@host' })];
    expect(await codeRuns({ suspects, slots: [slots('work', 1)] }, [])).toEqual(['not_known', null, null]);
  });

  it('is bounded by until when the timeouts of a closed workflow allowed it to run', async () => {
    const boundOf = async (more: object) => {
      const closed = { ...episode('1'), outcome: 'closed', requestedSource: 'history', ...more } as EndedEpisode;
      const { ended } = await overview({}, [], {}, { recentlyEnded: () => [closed] });
      return ended.map(({ wastedSecondsAtMost }) => wastedSecondsAtMost)[0];
    };
    const allowed = { requestedAt: now - 1_000, allowedUntil: now + 9_000 };
    expect(await boundOf({})).toBeNull();
    expect(await boundOf(allowed)).toBe(10);
    // Taken over, or lost before: less is counted, and not less was wasted.
    expect(await boundOf({ ...allowed, wastedMs: 0 })).toBe(10);
    // A reset copies the request: the attempt began after it.
    expect(await boundOf({ ...allowed, startedAt: now - 500 })).toBe(9.5);
    expect(await boundOf({ ...allowed, requestedSource: 'first_observed' })).toBeNull();
    expect(await boundOf({ ...allowed, requestedSource: undefined })).toBeNull();
  });

  it('says how many there are of which the newest are listed', async () => {
    const recentlyEnded = () => Array.from({ length: 100 }, (_, index) => episode(`${index}`));
    const { ended, endedCount, endedTruncated } = await overview({}, [], {}, { recentlyEnded });
    expect([ended.length, endedCount, endedTruncated]).toEqual([20, 100, true]);
  });
});
