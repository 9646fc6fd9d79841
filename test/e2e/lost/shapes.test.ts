import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import type { Plan } from '../../support/plan.js';
import type { WorkerProcess } from '../../support/worker-process.js';
import { Recorder, type Row } from './support/recorder.js';
import { mainQueue, Stage } from './support/stage.js';
import { cancelledIn, millis, wastedMs } from './support/truth.js';

const blind = (ms: number) => [{ behaviour: 'blind', ms }] as const;
const plans = {
  /** Fails once; its second attempt is cancelled, and reset while it runs. */
  reset: {
    taskQueue: mainQueue,
    work: [{ behaviour: 'failing', ms: 500 }, ...blind(22_000)],
    startToCloseMs: 18_000,
    attempts: 2,
  },
  /** Its options are given another task queue while it runs. */
  moved: { taskQueue: mainQueue, work: blind(20_000), startToCloseMs: 40_000 },
  /** Both of its timeouts are updated to 40 s while it runs. */
  extended: { taskQueue: mainQueue, work: blind(18_000), startToCloseMs: 12_000, scheduleToCloseMs: 12_000 },
  /** Its workflow is deleted while it runs. */
  deleted: { taskQueue: mainQueue, work: blind(22_000), startToCloseMs: 24_000 },
  /** Told about half a second after the request; it keeps working. */
  told: {
    taskQueue: mainQueue,
    work: [{ behaviour: 'ignoring', ms: 20_000 }],
    startToCloseMs: 40_000,
    heartbeatTimeoutMs: 10_000,
  },
  resources: { taskQueue: 'resources', work: blind(20_000), startToCloseMs: 40_000 },
  asynchronous: { taskQueue: 'asynchronous', work: [{ behaviour: 'asynchronous', ms: 0 }], startToCloseMs: 38_000 },
  /** Its worker is killed while it holds another activity, and restarted in place. */
  asynchronousRestarted: {
    taskQueue: 'restarted',
    work: [{ behaviour: 'asynchronous', ms: 0 }],
    startToCloseMs: 30_000,
  },
  heldBeside: { taskQueue: 'restarted', work: blind(60_000), startToCloseMs: 30_000 },
  /** Cancelled once its worker is known to be lost. */
  lostThenCancelled: { taskQueue: 'killed', work: blind(60_000), startToCloseMs: 40_000 },
  /** Its worker is lost while its pause is requested: no timeout ends it. */
  lostWhilePausing: { taskQueue: 'killed', work: blind(60_000), startToCloseMs: 40_000 },
  /** Its worker is killed, and its timeout comes before that is known. */
  lostAtTheEnd: { taskQueue: 'killed', work: blind(60_000), startToCloseMs: 6_000 },
} as const satisfies Record<string, Omit<Plan, 'activityType' | 'cancellation'>>;
type Name = keyof typeof plans;
const names = Object.keys(plans) as Name[];

const restarted = { taskQueue: 'restarted', typescript: { activitiesOnly: true, identity: '1@restarted' } };
const graceMs = 3_000;
let stage: Stage;
let recorder: Recorder;
let killedReportAt: number;

/** Everything happens here, side by side; the tests read the record of it. */
beforeAll(async () => {
  stage = await Stage.open();
  const [, killed, asynchronous, resources, first] = await Promise.all([
    stage.worker(),
    stage.worker({ taskQueue: 'killed', typescript: { activitiesOnly: true } }),
    stage.worker({ taskQueue: 'asynchronous', typescript: { activitiesOnly: true } }),
    stage.worker({ taskQueue: 'resources', language: 'python', resourceBased: true }),
    stage.worker(restarted),
  ]);
  await stage.reporting([killed, asynchronous, resources, first]);
  recorder = new Recorder(await stage.collector(['--schedule', '*/2 * * * * *', '--cancel-grace', `${graceMs}ms`]));
  const start = (name: Name) => stage.start(name, [{ activityType: name, cancellation: 'wait', ...plans[name] }]);
  await Promise.all(names.filter((name) => name !== 'lostAtTheEnd').map(start));
  await Promise.all([
    resetOnce(),
    move(),
    extend(),
    remove(),
    cancelTold(),
    loseAsynchronous(asynchronous),
    restartInPlace(first),
    lose(killed, start),
  ]);
  await recorder.when('the last of them to end', ({ rows }) =>
    rows.every(({ activityType }) => activityType === 'lostWhilePausing'),
  );
  await recorder.stop();
});

afterAll(() => stage?.close());

const handle = (name: Name) => stage.client.workflow.getHandle(name);
const of = (name: Name) => ({ activity_type: name });
const isOf = (name: Name) => (row: Row) => row.activityType === name && !row.suspect;
const rowsOf = (name: Name) => recorder.shown.flatMap(({ rows }) => rows.filter(isOf(name)));
const seen = (name: Name, condition: (row: Row) => boolean) =>
  recorder.when(`${name} to be shown as it should`, ({ rows }) =>
    rows.some((row) => isOf(name)(row) && condition(row)),
  );
const seconds = (metric: 'wasted' | 'lost', name: Name, more = {}) =>
  recorder.last.metrics.sum(`deadbeat_${metric}_seconds_total`, { ...of(name), ...more }) ?? 0;
const activity = (name: Name) => ['--workflow-id', name, '--activity-id', '1'];

async function resetOnce(): Promise<void> {
  await seen('reset', ({ attempt, state }) => attempt === 2 && state === 'started');
  await handle('reset').signal('cancel');
  await seen('reset', ({ reason }) => reason !== null);
  await stage.temporal('activity', 'reset', ...activity('reset'));
  await handle('reset').result();
}

async function move(): Promise<void> {
  await seen('moved', ({ state }) => state === 'started');
  await stage.temporal('activity', 'update-options', ...activity('moved'), '--task-queue', 'elsewhere');
  await handle('moved').result();
}

async function extend(): Promise<void> {
  await seen('extended', ({ state }) => state === 'started');
  const timeouts = ['--schedule-to-close-timeout', '40s', '--start-to-close-timeout', '40s'];
  await stage.temporal('activity', 'update-options', ...activity('extended'), ...timeouts);
  await handle('extended').result();
}

async function remove(): Promise<void> {
  await seen('deleted', ({ state }) => state === 'started');
  await stage.temporal('workflow', 'delete', '--workflow-id', 'deleted', '--yes');
  await seen('deleted', ({ orphaned }) => orphaned);
}

async function cancelTold(): Promise<void> {
  await seen('told', ({ state }) => state === 'started');
  await handle('told').signal('cancel');
  await handle('told').result();
}

async function loseAsynchronous(worker: WorkerProcess): Promise<void> {
  await seen('asynchronous', ({ state }) => state === 'started');
  const hasReported = async () => ((await stage.reportOf(worker))?.activityTaskSlotsInfo?.totalProcessedTasks ?? 0) > 0;
  await waitFor(hasReported, { what: 'a report after the activity left' });
  worker.kill('SIGKILL');
  await handle('asynchronous').result();
}

async function restartInPlace(worker: WorkerProcess): Promise<void> {
  await seen('asynchronousRestarted', ({ state }) => state === 'started');
  const isShown = async () => {
    const slots = (await stage.reportOf(worker))?.activityTaskSlotsInfo;
    return slots?.currentUsedSlots === 1 && (slots.totalProcessedTasks ?? 0) > 0;
  };
  await waitFor(isShown, { what: 'a report of the activity that it holds, after the other left', everyMs: 100 });
  worker.kill('SIGKILL');
  await stage.worker(restarted);
  await Promise.all([handle('asynchronousRestarted').result(), handle('heldBeside').result()]);
}

async function lose(worker: WorkerProcess, start: (name: Name) => Promise<unknown>): Promise<void> {
  await seen('lostWhilePausing', ({ state }) => state === 'started');
  await stage.temporal('activity', 'pause', ...activity('lostWhilePausing'));
  await seen('lostWhilePausing', ({ state }) => state === 'pause_requested');
  await start('lostAtTheEnd');
  const areShown = async () => (await stage.reportOf(worker))?.activityTaskSlotsInfo?.currentUsedSlots === 3;
  await waitFor(areShown, { what: 'a report of its three activities', everyMs: 100 });
  worker.kill('SIGKILL');
  await seen('lostThenCancelled', ({ lost }) => lost);
  const report = await stage.reportOf(worker);
  killedReportAt = Number(report?.heartbeatTime?.seconds) * 1000 + Number(report?.heartbeatTime?.nanos) / 1e6;
  await handle('lostThenCancelled').signal('cancel');
  await handle('lostThenCancelled').result();
}

const truthOf = async (name: Name) => await cancelledIn(stage.client, [{ workflowId: name }]);

async function timedOutAt(name: Name): Promise<number> {
  const { events } = await handle(name).fetchHistory();
  return millis(events?.find((event) => event.activityTaskTimedOutEventAttributes)?.eventTime);
}

describe('all shapes together', () => {
  it('are accounted for to a thousandth: wasted and lost, and no second in both', async () => {
    const cancelled = (await Promise.all((['reset', 'told'] as const).map(truthOf))).flat();
    const [lost] = await truthOf('lostThenCancelled');
    const since = Math.max(killedReportAt, lost?.startedAt ?? Number.NaN);
    const lostMs = (lost?.endedAt ?? Number.NaN) - since + (await timedOutAt('lostAtTheEnd')) - killedReportAt;
    const expected = (wastedMs(cancelled) + lostMs) / 1000;
    const ended = names.filter((name) => name !== 'lostWhilePausing');
    const counted = ended.reduce((sum, name) => sum + seconds('wasted', name) + seconds('lost', name), 0);
    expect(Math.abs(counted - expected), `${counted} s counted, ${expected} s by history`).toBeLessThan(
      expected / 1000,
    );
  });
});

describe('an attempt that was reset while it ran', () => {
  it('is counted once', async () => {
    const truth = await truthOf('reset');
    expect(truth).toHaveLength(1);
    expect(Math.abs(1000 * seconds('wasted', 'reset') - wastedMs(truth))).toBeLessThanOrEqual(5);
    expect(recorder.last.metrics.sum('deadbeat_cancel_to_end_seconds_count', of('reset'))).toBe(1);
  });

  it('was shown under both of its numbers', () => {
    const cancelled = rowsOf('reset').filter(({ reason }) => reason !== null);
    expect([...new Set(cancelled.map(({ attempt }) => attempt))].sort()).toEqual([1, 2]);
  });
});

describe('an attempt whose options were updated while it ran', () => {
  it('keeps the task queue that it was dispatched to', () => {
    expect(new Set(rowsOf('moved').map(({ taskQueue }) => taskQueue))).toEqual(new Set([mainQueue]));
    expect(recorder.most('deadbeat_unaccounted_slots', { task_queue: mainQueue })).toBeLessThanOrEqual(2);
  });
});

describe('an attempt whose timeouts were extended while it ran', () => {
  it('may run until the end of the new ones', async () => {
    const { events } = await handle('extended').fetchHistory();
    const scheduledAt = millis(events?.find((event) => event.activityTaskScheduledEventAttributes)?.eventTime);
    const last = rowsOf('extended').findLast(({ state }) => state === 'started');
    expect(last?.forcedEndAt).toBe(new Date(scheduledAt + 40_000).toISOString());
  });
});

describe('an activity of a workflow that was deleted', () => {
  it('is orphaned, until its timeout', () => {
    const orphaned = rowsOf('deleted').filter((row) => row.orphaned);
    expect(orphaned.length).toBeGreaterThan(0);
    const bound = new Set(orphaned.map(({ forcedEndAt }) => forcedEndAt));
    expect(bound).toEqual(new Set([new Date(Date.parse(orphaned[0]?.startedAt) + 24_000).toISOString()]));
    const exposure = recorder.last.metrics.sum('deadbeat_orphaned_exposure_seconds_total', of('deleted')) ?? 0;
    expect(exposure).toBeGreaterThan(10);
    expect(exposure).toBeLessThanOrEqual(24);
  });
});

describe('the seconds of an activity that was told and keeps working', () => {
  it('are split by reason where its grace was over, and their sum is that of history', async () => {
    const truth = wastedMs(await truthOf('told')) / 1000;
    const awaiting = seconds('wasted', 'told', { reason: 'awaiting_heartbeat' });
    const stopping = seconds('wasted', 'told', { reason: 'stopping' });
    const ignoring = seconds('wasted', 'told', { reason: 'ignoring_cancel' });
    expect(Math.abs(awaiting + stopping + ignoring - truth)).toBeLessThanOrEqual(0.005);
    expect(Math.abs(stopping - graceMs / 1000)).toBeLessThanOrEqual(0.01);
    expect(ignoring).toBeGreaterThan(5);
  });
});

describe('a worker whose slots have no fixed number', () => {
  const queue = { task_queue: 'resources' };
  it('shows used slots, and no free ones', () => {
    expect(recorder.most('deadbeat_worker_slots', { ...queue, state: 'used' })).toBe(1);
    for (const { metrics } of recorder.shown)
      expect(metrics.all('deadbeat_worker_slots', { ...queue, state: 'free' })).toEqual([]);
  });
});

describe('an activity that completes asynchronously', () => {
  it('is not lost with the worker that it left', () => {
    expect(rowsOf('asynchronous').filter(({ lost }) => lost)).toEqual([]);
    expect(seconds('lost', 'asynchronous')).toBe(0);
  });
});

describe('an activity that completes asynchronously, whose worker is restarted in place while it holds another one', () => {
  it.each(['asynchronousRestarted', 'heldBeside'] as const)(
    'is not called lost, for which of them was is not known: %s',
    (name) => {
      expect(rowsOf(name).filter(({ lost }) => lost)).toEqual([]);
      expect(seconds('lost', name)).toBe(0);
    },
  );
});

describe('an activity whose worker is lost', () => {
  it('is lost and not wasted when it is cancelled afterwards: no second is in both', async () => {
    const [cancelled] = await truthOf('lostThenCancelled');
    expect(seconds('wasted', 'lostThenCancelled')).toBe(0);
    const since = Math.max(killedReportAt, cancelled?.startedAt ?? Number.NaN);
    const expected = ((cancelled?.endedAt ?? Number.NaN) - since) / 1000;
    expect(Math.abs(seconds('lost', 'lostThenCancelled') - expected)).toBeLessThanOrEqual(0.01);
  });

  it('is named as lost, and not as one that cannot hear', () => {
    const both = rowsOf('lostThenCancelled').filter(({ reason, lost }) => reason !== null && lost);
    expect(both.length).toBeGreaterThan(0);
    for (const { findings } of both) expect(findings).toEqual(['lost']);
  });

  it('is lost like any other while its pause is requested', () => {
    expect(rowsOf('lostWhilePausing').some(({ state, lost }) => state === 'pause_requested' && lost)).toBe(true);
  });

  it('is counted from the last report to its end where that came before the loss was certain', async () => {
    const expected = ((await timedOutAt('lostAtTheEnd')) - killedReportAt) / 1000;
    expect(Math.abs(seconds('lost', 'lostAtTheEnd') - expected)).toBeLessThanOrEqual(0.01);
  });
});
