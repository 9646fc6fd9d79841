import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import { gaugesOfActivities } from '../../support/activity-gauges.js';
import type { Plan } from '../../support/plan.js';
import type { WorkerProcess } from '../../support/worker-process.js';
import { Recorder, type Row, type Shown } from './support/recorder.js';
import { Stage } from './support/stage.js';
import { millis, timedOutAt } from './support/truth.js';

const wait = { cancellation: 'wait' } as const;
const plans = {
  killed: { ...wait, taskQueue: 'killed', work: [{ behaviour: 'blind', ms: 60_000 }], startToCloseMs: 36_000 },
  killedWhileHeartbeating: {
    ...wait,
    taskQueue: 'killed',
    work: [{ behaviour: 'heartbeating', ms: 60_000 }],
    startToCloseMs: 90_000,
    heartbeatTimeoutMs: 32_000,
  },
  killedAndRetried: {
    ...wait,
    taskQueue: 'killed',
    work: [
      { behaviour: 'heartbeating', ms: 60_000 },
      { behaviour: 'blind', ms: 500 },
    ],
    startToCloseMs: 90_000,
    heartbeatTimeoutMs: 32_000,
    attempts: 2,
  },
  frozen: { ...wait, taskQueue: 'frozen', work: [{ behaviour: 'blind', ms: 38_000 }], startToCloseMs: 60_000 },
  /** Its first attempt is silent and times out, but its code keeps running and holds its slot while the retry runs. */
  retriedBesideItself: {
    ...wait,
    taskQueue: 'zombies',
    work: [
      { behaviour: 'blind', ms: 45_000 },
      { behaviour: 'heartbeating', ms: 32_000 },
    ],
    startToCloseMs: 90_000,
    // Long enough for a description to show the first attempt.
    heartbeatTimeoutMs: 10_000,
    attempts: 2,
  },
  /** Left behind by a terminated workflow, its code keeps running past its start-to-close timeout. */
  leftBehindForLong: {
    ...wait,
    taskQueue: 'zombies',
    work: [{ behaviour: 'blind', ms: 45_000 }],
    startToCloseMs: 12_000,
  },
} as const satisfies Record<string, Omit<Plan, 'activityType'>>;
type Name = keyof typeof plans;
const names = Object.keys(plans) as Name[];
const zombies = ['retriedBesideItself', 'leftBehindForLong'] as const;
const lostNames = ['killed', 'killedWhileHeartbeating', 'killedAndRetried'] as const;

let stage: Stage;
let recorder: Recorder;
let onRecord: readonly Row[];
let victim: WorkerProcess;
let frozen: WorkerProcess;
let lastReportOfVictimAt: number;
let lastReportBeforeFreezeAt: number;
let thawedAt: number;
let reportsAgainAt: number;
let heartbeatAt: number;
const startedAt = new Map<Name, number>();

/** Everything happens here, side by side; the tests check the record of it. */
beforeAll(async () => {
  stage = await Stage.open();
  const [, ...others] = await Promise.all([
    stage.worker(),
    ...['killed', 'frozen', 'zombies'].map((taskQueue) =>
      stage.worker({ taskQueue, typescript: { activitiesOnly: true } }),
    ),
  ]);
  [victim, frozen] = others as [WorkerProcess, WorkerProcess];
  // The collector's first question finds all of them, with their periods.
  await stage.reporting(others);
  const collector = await stage.collector(['--schedule', '*/2 * * * * *']);
  recorder = new Recorder(collector);

  await Promise.all(names.map((name) => stage.start(name, [{ activityType: name, ...plans[name] }])));
  for (const name of names) startedAt.set(name, millis((await stage.running(name)).lastStartedTime));
  await stage.client.workflow.getHandle('leftBehindForLong').terminate();
  await Promise.all([killAndReplace(), freezeAndThaw()]);

  const workflows = names.filter((name) => name !== 'leftBehindForLong');
  await Promise.all(workflows.map((name) => stage.client.workflow.getHandle(name).result()));
  await recorder.settled(0);
  await recorder.allSlotsFree();
  onRecord = await waitFor(
    async () => {
      const { traces } = await collector.json('/api/overview');
      const attempts = traces.filter(({ kind }: Row) => kind === 'ran_on');
      return attempts.length === zombies.length && traces;
    },
    { what: 'the record of code that ran on' },
  );
  await recorder.stop();
});

afterAll(() => stage?.close());

async function killAndReplace(): Promise<void> {
  // With the first heartbeat in, the server counts from there.
  const lastHeartbeat = async () => (await stage.pendingOf('killedAndRetried'))[0]?.lastHeartbeatTime;
  heartbeatAt = millis(await waitFor(lastHeartbeat, { what: 'a heartbeat' }));
  await holds(victim, 3);
  victim.kill('SIGKILL');
  await stage.worker({ taskQueue: 'killed', typescript: { activitiesOnly: true } });
  // Not before: a report may still have been on its way.
  lastReportOfVictimAt = await lastReportOf(victim);
}

/** Lost is only what a report has shown in a slot. */
async function holds(worker: WorkerProcess, count: number): Promise<void> {
  const isShown = async () => (await stage.reportOf(worker))?.activityTaskSlotsInfo?.currentUsedSlots === count;
  await waitFor(isShown, { what: `a report of ${count} activities` });
}

async function freezeAndThaw(): Promise<void> {
  await holds(frozen, 1);
  frozen.kill('SIGSTOP');
  // A description has counted it too.
  const isMissed = ({ rows, metrics }: Shown) =>
    rows.some(isLost('frozen')) && (metrics.sum('deadbeat_lost_seconds_total', of('frozen')) ?? 0) > 0;
  await recorder.when('the frozen worker to be missed', isMissed);
  lastReportBeforeFreezeAt = await lastReportOf(frozen);
  thawedAt = Date.now();
  frozen.kill('SIGCONT');
  const reports = async () => (await lastReportOf(frozen)) > lastReportBeforeFreezeAt;
  await waitFor(reports, { what: 'the thawed worker to report' });
  reportsAgainAt = Date.now();
}

const lastReportOf = async (worker: WorkerProcess) => millis((await stage.reportOf(worker))?.heartbeatTime);

const isLost = (name: Name) => (row: Shown['rows'][number]) => row.activityType === name && row.lost === true;
const of = (name: Name) => ({ activity_type: name });
const lostMs = (name: Name) => 1000 * (recorder.last.metrics.sum('deadbeat_lost_seconds_total', of(name)) ?? 0);
const seenLost = (name: Name) =>
  recorder.shown.filter(({ metrics }) => metrics.sum('deadbeat_lost_activities', of(name)) === 1);

describe.each(lostNames)('an activity whose worker was killed: %s', (name) => {
  it('is shown as lost, once the worker has been silent for two of its periods, until the server ends it', async () => {
    const endedAt = await timedOutAt(stage.client, name, plans[name]);
    const seen = seenLost(name);
    expect(seen.length).toBeGreaterThan(2);
    for (const { answeredAt } of seen) expect(answeredAt).toBeGreaterThan(lastReportOfVictimAt + 2_000);
    // At its first and its last moment the rows may be of another.
    const rows = seen.slice(1, -1).map((shown) => shown.rows.find(isLost(name)));
    // Until the description that finds its end.
    for (const row of rows) expect(Date.parse(row?.observedAt)).toBeLessThanOrEqual(endedAt);
  });

  it('is counted from the last report of its worker until its end', async () => {
    const since = Math.max(lastReportOfVictimAt, startedAt.get(name) ?? Number.NaN);
    const endedAt = await timedOutAt(stage.client, name, plans[name]);
    // No history contains the end of a retried attempt: it is counted until its timeout, on which the server may act late.
    const earliest = name === 'killedAndRetried' ? heartbeatAt + plans[name].heartbeatTimeoutMs : endedAt;
    expect(lostMs(name)).toBeGreaterThanOrEqual(earliest - since - 5);
    expect(lostMs(name)).toBeLessThanOrEqual(endedAt - since + 5);
  });
});

it('each that was lost to its end is on record, for as long as is counted', () => {
  const seconds = onRecord.filter(({ kind }) => kind === 'lost').map((one) => [one.activityType, one.seconds * 1000]);
  expect(seconds.map(([name]) => name).sort()).toEqual([...lostNames].sort());
  for (const [name, ms] of seconds) expect(ms).toBeCloseTo(lostMs(name), -1);
});

describe('an activity whose worker was frozen for a while', () => {
  it('is counted as lost only while the worker did not report', () => {
    expect(seenLost('frozen').length).toBeGreaterThan(0);
    expect(lostMs('frozen')).toBeGreaterThan(2_000);
    expect(lostMs('frozen')).toBeLessThanOrEqual(reportsAgainAt - lastReportBeforeFreezeAt);
  });

  it('is an ordinary running activity again once the worker reports', () => {
    const afterwards = recorder.shown.filter(({ askedAt, rows }) => askedAt > thawedAt && !rows.some(isLost('frozen')));
    expect(afterwards.some(({ rows }) => rows.some(({ activityType }) => activityType === 'frozen'))).toBe(true);
  });
});

describe('code that keeps running after the server has given up on it', () => {
  const queue = { task_queue: 'zombies' };
  const unaccounted = ({ metrics }: Shown) => metrics.sum('deadbeat_unaccounted_slots', queue);
  const isLookDue = ({ metrics }: Shown) =>
    (metrics.sum('deadbeat_observation_oldest_seconds', { phase: 'active' }) ?? 0) > 4.5;

  it('is measured as slots that no activity accounts for', () => {
    expect(Math.max(...recorder.shown.map((shown) => unaccounted(shown) ?? 0))).toBe(2);
  });

  it('is measured without gaps as long as it lasts', () => {
    const values = recorder.shown.map(unaccounted);
    const lastHeld = values.findLastIndex((value) => value !== undefined && value > 0);
    const held = recorder.shown.slice(values.indexOf(2), lastHeld);
    expect(held.filter((shown) => unaccounted(shown) === 0)).toEqual([]);
    // While a description is late, as it may be on a busy machine, this is unknown.
    const gaps = held.filter((shown, index) => {
      const before = held[index - 1] ?? shown;
      return unaccounted(shown) === undefined && unaccounted(before) !== undefined && !isLookDue(before);
    });
    expect(gaps).toEqual([]);
  });

  it('is measured beside the retry of the same activity', () => {
    const beside = recorder.shown.filter(
      (shown) =>
        unaccounted(shown) === 2 &&
        shown.rows.some(
          ({ activityType, attempt, suspect }) => activityType === zombies[0] && attempt === 2 && !suspect,
        ),
    );
    expect(beside.length).toBeGreaterThan(0);
    for (const { metrics } of beside) expect(metrics.sum('deadbeat_worker_slots', { ...queue, state: 'used' })).toBe(3);
  });

  it('is named as a suspect, the attempt that timed out and not its retry', () => {
    const suspects = recorder.shown.flatMap(({ rows }) => rows.filter(({ suspect }) => suspect));
    const named = new Set(suspects.map(({ activityType, attempt }) => `${activityType} ${attempt}`));
    expect([...named].sort()).toEqual([`${zombies[1]} 1`, `${zombies[0]} 1`]);
  });

  it('is never more suspects than slots', () => {
    recorder.shown.forEach(({ rows }, index) => {
      const suspects = rows.filter(({ suspect }) => suspect);
      // The workers may have been asked between the answers of one moment.
      const slots = recorder.shown.slice(Math.max(0, index - 1), index + 2).map((shown) => unaccounted(shown) ?? 0);
      expect(suspects.length).toBeLessThanOrEqual(Math.max(...slots));
    });
  });

  it('is on record afterwards, for less time than it held its slot', () => {
    const ranOn = onRecord.filter(({ kind }) => kind === 'ran_on');
    const named = ranOn.map(({ activityType, attempt }) => `${activityType} ${attempt}`);
    expect(named.sort()).toEqual([`${zombies[1]} 1`, `${zombies[0]} 1`]);
    for (const { activityType, from, until, seconds } of ranOn) {
      const [startedMs = 0, work] = [startedAt.get(activityType), plans[activityType as Name].work[0]];
      expect(seconds).toBeGreaterThan(0);
      expect(Date.parse(from)).toBeGreaterThan(startedMs);
      expect(Date.parse(until)).toBeLessThan(startedMs + work.ms + 5_000);
    }
  });

  it('is never counted as wasted', () => {
    for (const name of zombies) expect(recorder.last.metrics.sum('deadbeat_wasted_seconds_total', of(name))).toBe(0);
  });
});

describe('when all is over', () => {
  it.each(gaugesOfActivities)('%s has no series left', (gauge) => {
    expect(recorder.last.metrics.all(gauge)).toEqual([]);
  });

  it('every worker that still reports has all its slots free', () => {
    const { metrics } = recorder.last;
    expect(metrics.sum('deadbeat_worker_slots', { state: 'used' })).toBe(0);
    for (const task_queue of ['killed', 'frozen', 'zombies'])
      expect(metrics.sum('deadbeat_worker_slots', { task_queue, state: 'free' })).toBe(100);
  });

  it('nothing was left unread', () => {
    expect(recorder.last.metrics.all('deadbeat_unreadable_total').filter(({ value }) => value > 0)).toEqual([]);
  });
});
