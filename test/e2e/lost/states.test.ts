import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gaugesOfActivities } from '../../support/activity-gauges.js';
import { beatMs, type Plan, stalledAfterBeats, type Work } from '../../support/plan.js';
import { expectAccount } from './support/judge.js';
import { Recorder, type Row, type Shown } from './support/recorder.js';
import { mainQueue, Stage } from './support/stage.js';
import { type Cancelled, cancelledIn, millis } from './support/truth.js';

const common = { taskQueue: mainQueue, cancellation: 'wait' } as const;
const blind = (ms: number): Work => ({ behaviour: 'blind', ms });
const heartbeating: Work = { behaviour: 'heartbeating', ms: 60_000 };
const failing: Work = { behaviour: 'failing', ms: 1_500 };
const heartbeatTimeoutMs = 20_000;

const plans = {
  pausedBlind: { ...common, work: [blind(30_000)], startToCloseMs: 60_000 },
  pausedHearing: {
    ...common,
    work: [heartbeating, blind(500)],
    startToCloseMs: 60_000,
    heartbeatTimeoutMs,
    attempts: 5,
  },
  // Of its own accord: once paused, the server enforces start-to-close no more.
  pausedThenCancelled: { ...common, work: [blind(34_000)], startToCloseMs: 60_000 },
  stalled: {
    ...common,
    work: [{ behaviour: 'stalled', ms: 34_000 }],
    startToCloseMs: 60_000,
    heartbeatTimeoutMs,
  },
  progressing: {
    ...common,
    work: [{ behaviour: 'ignoring', ms: 34_000 }],
    startToCloseMs: 60_000,
    heartbeatTimeoutMs,
  },
  shielded: { ...common, work: [blind(30_000)], startToCloseMs: 60_000 },
  // Its code ends soon after its time is over: it would be a suspect as long as it runs.
  retried: { ...common, work: [failing, failing, blind(21_000)], startToCloseMs: 18_000, attempts: 3 },
} as const satisfies Record<string, Omit<Plan, 'activityType'>>;
type Name = keyof typeof plans;
const names = Object.keys(plans) as Name[];

const standalone = {
  aloneBlind: { work: blind(27_000), flags: ['--start-to-close-timeout', '24s'] },
  aloneIgnoring: {
    work: { behaviour: 'ignoring', ms: 28_000 },
    flags: ['--start-to-close-timeout', '60s', '--heartbeat-timeout', `${heartbeatTimeoutMs}ms`],
  },
} as const satisfies Record<string, { work: Work; flags: readonly string[] }>;
type Alone = keyof typeof standalone;
const aloneNames = Object.keys(standalone) as Alone[];

const stalledAfterMs = 5_000;
const describeEveryMs = 5_000;
let stage: Stage;
let recorder: Recorder;
const truth = new Map<Name, readonly Cancelled[]>();
/** Between which instants each was cancelled, and when it ended. */
const alone = new Map<Alone, Readonly<{ cancelledAfter: number; cancelledBefore: number; endedAt: number }>>();

/** Everything happens here, side by side; the tests check the record of it. */
beforeAll(async () => {
  stage = await Stage.open();
  await stage.worker();
  const limits = ['--stalled-after', `${stalledAfterMs}ms`, '--cancel-grace', '2s'];
  recorder = new Recorder(await stage.collector(['--schedule', '*/2 * * * * *', ...limits]));

  const type = (name: Name) => (name === 'shielded' ? { type: 'runShielded' } : {});
  await Promise.all(names.map((name) => stage.start(name, [{ activityType: name, ...plans[name] }], type(name))));
  await Promise.all([
    pause('pausedBlind'),
    pause('pausedHearing').then(unpauseOncePaused),
    pause('pausedThenCancelled').then(() => handle('pausedThenCancelled').signal('cancel')),
    seen('shielded', ({ state }) => state === 'started').then(() => handle('shielded').cancel()),
    seen('retried', ({ attempt, state }) => attempt === 3 && state === 'started').then(() =>
      handle('retried').signal('cancel'),
    ),
    ...aloneNames.map(playAlone),
  ]);
  for (const name of names) {
    await handle(name).result();
    truth.set(name, await cancelledIn(stage.client, [{ workflowId: name }]));
  }
  await recorder.settled([...truth.values()].flat().length + aloneNames.length);
  await recorder.stop();
});

afterAll(() => stage?.close());

const handle = (name: Name) => stage.client.workflow.getHandle(name);
const isOf = (name: Name | Alone) => (row: Row) => row.activityType === name && !row.suspect;

async function seen(name: Name | Alone, condition: (row: Row) => boolean): Promise<void> {
  const isSo = (row: Row) => isOf(name)(row) && condition(row);
  await recorder.when(`${name} to be shown as it should`, ({ rows }) => rows.some(isSo));
}

async function pause(name: Name): Promise<void> {
  await seen(name, ({ state }) => state === 'started');
  await stage.temporal('activity', 'pause', '--workflow-id', name, '--activity-id', '1');
  if (name !== 'pausedHearing') await seen(name, ({ state }) => state === 'pause_requested');
}

async function unpauseOncePaused(): Promise<void> {
  const isPaused = ({ rows, metrics }: Shown) =>
    rows.some((row) => isOf('pausedHearing')(row) && row.state === 'paused') &&
    metrics.sum('deadbeat_activities', { ...of('pausedHearing'), state: 'paused' }) === 1;
  await recorder.when('pausedHearing to be shown as paused', isPaused);
  await stage.temporal('activity', 'unpause', '--workflow-id', 'pausedHearing', '--activity-id', '1');
}

async function playAlone(name: Alone): Promise<void> {
  const { work, flags } = standalone[name];
  const id = ['--activity-id', name];
  const what = ['--type', name, '--task-queue', mainQueue, '--input', JSON.stringify([work])];
  await stage.temporal('activity', 'start', ...id, ...what, ...flags, '--retry-maximum-attempts', '1');
  await seen(name, ({ state }) => state === 'started');
  if (name === 'aloneBlind') await pauseAlone(name);
  const cancelledAfter = Date.now();
  await stage.temporal('activity', 'cancel', ...id);
  const cancelledBefore = Date.now();
  const endedAt = await recorder
    .when(`${name} to end`, ({ rows }) => !rows.some(isOf(name)))
    .then(async () => {
      const request = { namespace: stage.namespace, activityId: name };
      return millis((await stage.service.describeActivityExecution(request)).info?.closeTime);
    });
  alone.set(name, { cancelledAfter, cancelledBefore, endedAt });
}

async function pauseAlone(activityId: Alone): Promise<void> {
  const { service, namespace } = stage;
  await service.pauseActivityExecution({ namespace, activityId, identity: 'test', reason: 'test' });
  await seen(activityId, ({ state }) => state === 'pause_requested');
}

const of = (name: Name | Alone) => ({ activity_type: name });
const rowsOf = (name: Name | Alone) => recorder.shown.flatMap(({ rows }) => rows.filter(isOf(name)));
/** But for `scheduled`: whether a description comes before the worker is chance. */
const statesOf = (name: Name | Alone) => [
  ...new Set(rowsOf(name).flatMap(({ state }) => (state === 'scheduled' ? [] : [state]))),
];
const wastedSeconds = (name: Name | Alone) => recorder.last.metrics.sum('deadbeat_wasted_seconds_total', of(name)) ?? 0;

describe('an activity that was paused', () => {
  it('is shown as pause-requested as long as its code keeps running', () => {
    expect(statesOf('pausedBlind')).toEqual(['started', 'pause_requested']);
    expect(recorder.most('deadbeat_activities', { ...of('pausedBlind'), state: 'pause_requested' })).toBe(1);
  });

  it('is shown as paused once it has heard of it', () => {
    expect(statesOf('pausedHearing')).toContain('paused');
    expect(recorder.most('deadbeat_activities', { ...of('pausedHearing'), state: 'paused' })).toBe(1);
  });

  it('is not wasted', () => {
    for (const name of ['pausedBlind', 'pausedHearing'] as const) {
      expect(wastedSeconds(name)).toBe(0);
      expect(rowsOf(name).filter(({ reason }) => reason !== null)).toEqual([]);
    }
  });

  it('is wasted from the moment it is cancelled, which wins over the pause', () => {
    expect(statesOf('pausedThenCancelled')).toEqual(['started', 'pause_requested', 'cancel_requested']);
    expect(truth.get('pausedThenCancelled')).toHaveLength(1);
    expectAccount(recorder, 'pausedThenCancelled', truth.get('pausedThenCancelled') ?? []);
  });
});

describe('an activity that heartbeats but no longer makes progress', () => {
  const isStalled = (name: Name) =>
    recorder.shown.filter(({ metrics }) => metrics.sum('deadbeat_stalled_activities', of(name)) === 1);

  it('is shown as stalled', () => {
    const shown = isStalled('stalled');
    expect(shown.length).toBeGreaterThan(2);
    // At its first and its last moment the rows may be of another.
    for (const { rows } of shown.slice(1, -1)) expect(rows.find(isOf('stalled'))?.stalled).toBe(true);
  });

  it('is not shown as stalled before its details have stayed the same long enough', () => {
    const startedAt = Date.parse(rowsOf('stalled').find(({ startedAt: at }) => at !== null)?.startedAt);
    const lastChangeAt = startedAt + stalledAfterBeats * beatMs;
    expect(isStalled('stalled')[0]?.answeredAt).toBeGreaterThan(lastChangeAt + stalledAfterMs);
  });

  it('is not confused with one whose details keep changing', () => {
    expect(isStalled('progressing')).toEqual([]);
    expect(rowsOf('progressing').length).toBeGreaterThan(0);
  });
});

describe('an activity whose workflow was cancelled but shields it', () => {
  it('is named, and not counted as wasted', () => {
    const named = rowsOf('shielded').filter(({ workflowCancelRequested }) => workflowCancelRequested);
    expect(named.length).toBeGreaterThan(0);
    for (const { state, reason, wastedSeconds: wasted } of named)
      expect([state, reason, wasted]).toEqual(['started', null, null]);
    expect(wastedSeconds('shielded')).toBe(0);
    expect(truth.get('shielded')).toEqual([]);
  });
});

describe('an activity that is cancelled in its third attempt', () => {
  it('is wasted in that attempt only', () => {
    expect(truth.get('retried')).toHaveLength(1);
    expectAccount(recorder, 'retried', truth.get('retried') ?? []);
    const cancelled = rowsOf('retried').filter(({ reason }) => reason !== null);
    expect(new Set(cancelled.map(({ attempt }) => attempt))).toEqual(new Set([3]));
  });
});

describe.each(aloneNames)('a standalone activity: %s', (name) => {
  it('has no workflow type', () => {
    const series = recorder.shown.flatMap(({ metrics }) => metrics.all('deadbeat_activities', of(name)));
    expect(series.length).toBeGreaterThan(0);
    for (const { labels } of series) expect(labels.workflow_type).toBe('');
  });

  it('is wasted from the first description after the request, whose time the server does not report, to its end', () => {
    const { cancelledAfter = 0, cancelledBefore = 0, endedAt = 0 } = alone.get(name) ?? {};
    const cancelled = rowsOf(name).filter(({ reason }) => reason !== null);
    for (const { cancelRequestedSource } of cancelled) expect(cancelRequestedSource).toBe('first_observed');
    const [describedAt = Number.NaN, ...others] = new Set(
      cancelled.map(({ cancelRequestedAt }) => Date.parse(cancelRequestedAt)),
    );
    expect(others).toEqual([]);
    expect(describedAt).toBeGreaterThanOrEqual(cancelledAfter);
    // On a busy machine the description may come late.
    expect(describedAt).toBeLessThan(cancelledBefore + 3 * describeEveryMs);
    expect(Math.abs(1000 * wastedSeconds(name) - (endedAt - describedAt))).toBeLessThanOrEqual(5);
  });
});

it('a standalone activity that cannot hear is timed out, one that ignores its cancel completes', () => {
  const outcomes = (name: Alone) =>
    recorder.last.metrics
      .all('deadbeat_cancel_to_end_seconds_count', of(name))
      .map(({ labels, value }) => [labels.outcome, value]);
  expect([outcomes('aloneBlind'), outcomes('aloneIgnoring')]).toEqual([[['timed_out', 1]], [['completed', 1]]]);
  expect(new Set(rowsOf('aloneBlind').map(({ reason }) => reason))).toEqual(new Set([null, 'no_heartbeat']));
  expect(rowsOf('aloneIgnoring').map(({ reason }) => reason)).toContain('ignoring_cancel');
});

it('a standalone activity is ended by its timeout although its pause was requested, and that is shown', () => {
  const pausing = rowsOf('aloneBlind').filter(({ state }) => state === 'pause_requested');
  expect(pausing.length).toBeGreaterThan(0);
  for (const { startedAt, forcedEndAt } of pausing)
    expect(Date.parse(forcedEndAt) - Date.parse(startedAt)).toBe(24_000);
});

describe('when all is over', () => {
  it.each(gaugesOfActivities)('%s has no series left', (gauge) => {
    expect(recorder.last.metrics.all(gauge)).toEqual([]);
  });

  it('nothing was left unread', () => {
    const { metrics } = recorder.last;
    expect(metrics.all('deadbeat_unreadable_total').filter(({ value }) => value > 0)).toEqual([]);
    expect(metrics.sum('deadbeat_unexamined_executions_total')).toBe(0);
  });
});
