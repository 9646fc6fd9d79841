import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import { gaugesOfActivities } from '../../support/activity-gauges.js';
import type { CollectorProcess } from '../../support/collector.js';
import type { Plan } from '../../support/plan.js';
import { expectAccount } from './support/judge.js';
import { Recorder, type Shown } from './support/recorder.js';
import { mainQueue, Stage } from './support/stage.js';
import { type Cancelled, cancelledIn, wastedMs } from './support/truth.js';

const blind = {
  taskQueue: mainQueue,
  work: [{ behaviour: 'blind', ms: 25_000 }],
  startToCloseMs: 18_000,
  cancellation: 'wait',
} as const satisfies Partial<Plan>;
const heartbeating = {
  ...blind,
  work: [{ behaviour: 'heartbeating', ms: 25_000 }],
  heartbeatTimeoutMs: 10_000,
} as const;

/** Named after what a collector sees of it that is away from about the fifth to the twelfth second. */
const before = {
  endsMeanwhile: { ...blind, startToCloseMs: 11_000, cancelAfterMs: 2_000 },
  goesOn: { ...blind, cancelAfterMs: 2_000 },
  isCancelledMeanwhile: { ...heartbeating, lingerMs: 10_000 },
} as const satisfies Record<string, Omit<Plan, 'activityType'>>;
const meanwhile = {
  livesAndEndsMeanwhile: { ...heartbeating, cancelAfterMs: 2_000 },
  // Long enough for both collectors to be back, and to describe.
  isLeftBehindMeanwhile: { ...blind, startToCloseMs: 24_000, cancellation: 'try', cancelAfterMs: 2_000 },
} as const satisfies Record<string, Omit<Plan, 'activityType'>>;
const plans = { ...before, ...meanwhile };
type Name = keyof typeof plans;
const names = Object.keys(plans) as Name[];

const ways = ['frozen', 'killed and started again'] as const;
type Way = (typeof ways)[number];

const folder = mkdtempSync(join(tmpdir(), 'deadbeat-absence-'));
const stateFile = join(folder, 'state.json');
let stage: Stage;
let collectors: Record<Way, CollectorProcess>;
let recorders: Record<Way, Recorder>;
let startedAgainAt: number;
const truth = new Map<Name, readonly Cancelled[]>();

/** Everything happens here, side by side; the tests check the record of it. */
beforeAll(async () => {
  stage = await Stage.open();
  await stage.worker();
  const args = ['--schedule', '*/2 * * * * *'];
  const [frozen, killed] = await Promise.all([
    stage.collector(args),
    stage.collector([...args, '--state-file', stateFile]),
  ]);
  collectors = { frozen, 'killed and started again': killed };
  recorders = { frozen: new Recorder(frozen), 'killed and started again': new Recorder(killed) };

  await Promise.all(start(before));
  await Promise.all(ways.map((way) => recorders[way].when('the running ones to be counted', isUnderWay)));
  process.kill(frozen.pid, 'SIGSTOP');
  await killed.stop('SIGKILL');

  await stage.client.workflow.getHandle('isCancelledMeanwhile').signal('cancel');
  const workflows = await Promise.all(start(meanwhile));
  await Promise.all(workflows.map((workflow) => workflow.result()));
  await Promise.all(['endsMeanwhile', 'isCancelledMeanwhile'].map(ended));

  process.kill(frozen.pid, 'SIGCONT');
  startedAgainAt = Date.now();
  collectors['killed and started again'] = await stage.collector([...args, '--state-file', stateFile]);
  recorders['killed and started again'].follow(collectors['killed and started again']);

  for (const name of names) {
    await stage.client.workflow.getHandle(name).result();
    truth.set(name, await cancelledIn(stage.client, [{ workflowId: name }]));
  }
  const total = [...truth.values()].flat().length;
  await Promise.all(ways.map((way) => recorders[way].settled(total)));
  await Promise.all(ways.map((way) => recorders[way].stop()));
});

afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(some: Readonly<Record<string, Omit<Plan, 'activityType'>>>) {
  return Object.entries(some).map(([name, plan]) => stage.start(name, [{ activityType: name, ...plan }]));
}

/** What is counted has been saved too. */
function isUnderWay({ metrics, rows }: Shown): boolean {
  const isCounted = (name: Name) => (metrics.sum('deadbeat_wasted_seconds_total', { activity_type: name }) ?? 0) > 0;
  const isSeen = rows.some(({ activityType, state }) => activityType === 'isCancelledMeanwhile' && state === 'started');
  return isCounted('endsMeanwhile') && isCounted('goesOn') && isSeen;
}

async function ended(workflowId: string): Promise<void> {
  const isOver = async () => (await stage.pendingOf(workflowId)).length === 0;
  await waitFor(isOver, { what: `the activity of ${workflowId} to end`, deadlineMs: 60_000, everyMs: 100 });
}

/** Without the suspects: whether one shows depends on when the worker was last asked for its slots. */
const rowsOf = (way: Way, name: Name) =>
  recorders[way].shown.flatMap(({ rows }) =>
    rows.filter(({ activityType, suspect }) => activityType === name && !suspect),
  );

describe.each(ways)('a collector that was %s', (way) => {
  it.each(names)('accounts for the activity that %s as history does', (name) => {
    const cancelled = truth.get(name) ?? [];
    expect(cancelled).toHaveLength(1);
    expectAccount(recorders[way], name, cancelled);
  });

  it('never showed as cancelled what began and ended meanwhile', () => {
    expect(rowsOf(way, 'isCancelledMeanwhile').filter(({ reason }) => reason !== null)).toEqual([]);
    expect(rowsOf(way, 'livesAndEndsMeanwhile')).toEqual([]);
  });

  it('says how much it found only afterwards', () => {
    const late = ['isCancelledMeanwhile', 'livesAndEndsMeanwhile'] as const;
    const expected = wastedMs(late.flatMap((name) => truth.get(name) ?? []));
    const counted = 1000 * (recorders[way].last.metrics.sum('deadbeat_late_seconds_total') ?? 0);
    expect(expected).toBeGreaterThan(0);
    expect(Math.abs(counted - expected), `${counted} ms counted, ${expected} ms by history`).toBeLessThanOrEqual(5);
  });

  it('shows what was left behind meanwhile as long as it may still run', () => {
    const name = 'isLeftBehindMeanwhile';
    const rows = rowsOf(way, name);
    expect(rows.length).toBeGreaterThan(0);
    for (const { orphaned } of rows) expect(orphaned).toBe(true);
    expect(Date.parse(rows.at(-1)?.cancelRequestedAt)).toBe(Math.floor(truth.get(name)?.[0]?.requestedAt ?? 0));
  });

  it.each(gaugesOfActivities)('shows nothing of it in the end: %s', (gauge) => {
    expect(recorders[way].last.metrics.all(gauge)).toEqual([]);
  });

  it('left nothing unread', () => {
    const { metrics } = recorders[way].last;
    expect(metrics.all('deadbeat_unreadable_total').filter(({ value }) => value > 0)).toEqual([]);
    expect(metrics.sum('deadbeat_unexamined_executions_total')).toBe(0);
  });
});

it('a collector that was killed shows the same counters when it is back, before anything is added', () => {
  const { shown } = recorders['killed and started again'];
  const back = shown.findIndex(({ askedAt }) => askedAt >= startedAgainAt);
  const counters = (index: number) =>
    shown[index]?.metrics.samples.filter(
      ({ name }) =>
        /_seconds_total$|_seconds_count$/.test(name) && /wasted|cancel_to_end|orphaned|lost|late/.test(name),
    );
  expect(back).toBeGreaterThan(0);
  expect(counters(back - 1)?.length).toBeGreaterThan(0);
  // Those that never counted are not saved.
  for (const { name, labels, value } of counters(back - 1)?.filter((sample) => sample.value > 0) ?? [])
    expect(shown[back]?.metrics.sum(name, labels) ?? Number.NaN).toBeGreaterThanOrEqual(value);
});
