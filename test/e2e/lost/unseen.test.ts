import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import { isGoThere } from '../../support/go-worker/install.js';
import type { Plan } from '../../support/plan.js';
import { expectAccount } from './support/judge.js';
import { Recorder, type Row } from './support/recorder.js';
import { mainQueue, Stage } from './support/stage.js';
import { type Cancelled, cancelledIn } from './support/truth.js';

const unheardAfterMs = 4_000;
const stalledAfterMs = 4_000;
const stalling = {
  ...{ cancellation: 'wait', startToCloseMs: 60_000, heartbeatTimeoutMs: 20_000 },
  work: [{ behaviour: 'stalled', ms: 26_000 }],
} as const satisfies Partial<Plan>;
const plans = {
  /** Its worker heartbeats as SDKs do: at once, and then each minute. */
  unheard: {
    ...{ taskQueue: 'slow', cancellation: 'wait', startToCloseMs: 60_000, heartbeatTimeoutMs: 600_000 },
    ...{ work: [{ behaviour: 'ignoring', ms: 20_000 }], cancelAfterMs: 3_000 },
  },
  plain: { ...stalling, taskQueue: mainQueue },
  encrypted: { ...stalling, taskQueue: 'secret' },
} as const satisfies Record<string, Omit<Plan, 'activityType'>>;
type Name = keyof typeof plans;
const names = Object.keys(plans) as Name[];

const twins = ['first', 'second', 'third', 'fourth'];
const twin: Plan = {
  ...{ activityType: 'twin', taskQueue: 'shared', cancellation: 'wait', startToCloseMs: 30_000 },
  work: [{ behaviour: 'blind', ms: 26_000 }],
};

/** Go's SDK runs them on task queues that it makes up, by workers that share a gauge of used slots. */
const sessions = isGoThere ? ['session-1', 'session-2', 'session-3'] : [];
const inSession: Plan = {
  ...{ activityType: 'inSession', taskQueue: 'sessions', cancellation: 'wait', startToCloseMs: 60_000 },
  work: [{ behaviour: 'blind', ms: 20_000 }],
};

let stage: Stage;
let recorder: Recorder;
let truth: readonly Cancelled[];
let killedAt: number;

/** Everything happens here, side by side; the tests read the record of it. */
beforeAll(async () => {
  stage = await Stage.open();
  const shared = { activitiesOnly: true, identity: 'the-same@everywhere', slots: 2 };
  const workers = await Promise.all([
    stage.worker(),
    stage.worker({ taskQueue: 'slow', heartbeatEveryMs: 60_000, typescript: { activitiesOnly: true } }),
    stage.worker({ taskQueue: 'secret', typescript: { encrypts: true } }),
    stage.worker({ taskQueue: 'shared', typescript: shared }),
    stage.worker({ taskQueue: 'shared', typescript: shared }),
  ]);
  if (isGoThere) workers.push(await stage.worker({ taskQueue: 'sessions', language: 'go', sessions: true }));
  await stage.reporting(workers);
  const often = ['--schedule', '*/2 * * * * *', '--unheard-after', `${unheardAfterMs}ms`];
  recorder = new Recorder(await stage.collector([...often, '--stalled-after', `${stalledAfterMs}ms`]));
  await Promise.all([
    ...names.map((name) =>
      stage.start(name, [{ activityType: name, ...plans[name] }], {
        taskQueue: name === 'encrypted' ? 'secret' : mainQueue,
      }),
    ),
    ...twins.map((id) => stage.start(id, [twin])),
    ...sessions.map((id) => stage.start(id, [inSession], { type: 'runInSession', taskQueue: 'sessions' })),
  ]);
  await recorder.when('four slots in use', ({ metrics }) => isCompared(metrics) && usedBy(metrics) === 4);
  workers[4]?.kill('SIGKILL');
  killedAt = Date.now();
  await Promise.all([...names, ...twins, ...sessions].map(isOver));
  truth = await cancelledIn(stage.client, [{ workflowId: 'unheard' }]);
  await recorder.settled(1);
  await recorder.stop();
  // The Go worker may have to be built first.
}, 600_000);

afterAll(() => stage?.close());

/** By its status: not every result can be decoded here. */
const isOver = (workflowId: string) =>
  waitFor(async () => (await stage.client.workflow.getHandle(workflowId).describe()).status.name === 'COMPLETED', {
    ...{ what: `${workflowId} to complete`, deadlineMs: 120_000, everyMs: 200 },
  });

type Metrics = Recorder['last']['metrics'];
const queue = { task_queue: 'shared' };
const isCompared = (metrics: Metrics) => metrics.sum('deadbeat_unaccounted_slots', queue) === 0;
const usedBy = (metrics: Metrics) => metrics.sum('deadbeat_worker_slots', { ...queue, state: 'used' });
const rowsOf = (name: string): Row[] =>
  recorder.shown.flatMap(({ rows }) => rows.filter(({ activityType }) => activityType === name));
const wasted = (reason: string) =>
  recorder.last.metrics.sum('deadbeat_wasted_seconds_total', { activity_type: 'unheard', reason }) ?? 0;

describe('a cancel under a long heartbeat timeout', () => {
  it('is unheard once it has not been told for long, though no heartbeat is overdue', () => {
    const reasons = rowsOf('unheard').flatMap(({ reason }) => (reason === null ? [] : [reason]));
    expect([...new Set(reasons)]).toEqual(['awaiting_heartbeat', 'unheard']);
  });

  it('is accounted for as its history shows, split where the wait became too long', () => {
    expectAccount(recorder, 'unheard', truth);
    expect(Math.abs(wasted('awaiting_heartbeat') - unheardAfterMs / 1000)).toBeLessThanOrEqual(0.01);
    expect(wasted('unheard')).toBeGreaterThan(5);
  });
});

describe('heartbeat details', () => {
  it('that stay the same show that an activity has stalled', () => {
    expect(rowsOf('plain').some(({ findings }) => findings.includes('stalled'))).toBe(true);
  });

  it('that are encrypted with a random nonce do not tell: that is said, and nothing is claimed', () => {
    expect(rowsOf('encrypted').length).toBeGreaterThan(0);
    expect(rowsOf('encrypted').flatMap(({ findings }) => findings)).toEqual([]);
    expect(recorder.most('deadbeat_limits', { limit: 'details_encrypted' })).toBe(1);
  });
});

describe('two workers with one identity, of which one is killed', () => {
  it('hold unknown slots from then on: what the other reports contradicts what runs there', () => {
    const running = recorder.shown.filter(
      ({ metrics }) => metrics.sum('deadbeat_activities', { activity_type: 'twin', state: 'started' }) === 4,
    );
    const numbers = running.map(({ metrics }) => metrics.sum('deadbeat_unaccounted_slots', queue));
    const from = running.findIndex((shown, index) => shown.askedAt > killedAt && numbers[index] === undefined);
    expect(from).toBeGreaterThan(0);
    expect(new Set(numbers.slice(from))).toEqual(new Set([undefined]));
    expect(numbers.slice(0, from).filter((number) => number !== undefined && number > 0)).toEqual([]);
  });

  it('are not called lost: which of their activities have gone is not known', () => {
    expect(rowsOf('twin').filter(({ lost }) => lost)).toEqual([]);
    expect(recorder.last.metrics.sum('deadbeat_lost_seconds_total', { activity_type: 'twin' }) ?? 0).toBe(0);
  });
});

// The one reason to skip: there is no Go toolchain to build the worker with.
describe.runIf(isGoThere)("sessions of Go's SDK", () => {
  it('are followed on the task queues that the SDK makes up', () => {
    const queues = new Set(rowsOf('inSession').map(({ taskQueue }) => taskQueue));
    expect(queues.size).toBeGreaterThan(0);
    expect([...queues]).not.toContain('sessions');
  });

  it('are never told to hold slots that nothing accounts for, and have no findings', () => {
    const ofSessions = recorder.shown.flatMap(({ metrics }) =>
      metrics.all('deadbeat_unaccounted_slots').filter(({ labels }) => labels.task_queue !== 'shared'),
    );
    expect(ofSessions.filter(({ value }) => value > 0)).toEqual([]);
    expect(rowsOf('inSession').flatMap(({ findings }) => findings)).toEqual([]);
  });
});
