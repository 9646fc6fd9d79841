import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shownAtZeroForMs } from '../../../collector/metrics/zero-first.js';
import { isInShard } from '../../../collector/temporal/source.js';
import { waitFor } from '../../../tools/wait-for.js';
import { CancelledWorkflows } from '../../support/cancelled-workflows.js';
import { CollectorProcess } from '../../support/collector.js';
import type { Labels } from '../../support/exposition.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled } from '../../support/runs.js';

/** They run cancelled through all of it. */
const lasting = Array.from({ length: 60 }, (_, index) => `lasting-${index}`);
const ofLasting = { activity_type: 'charge' };
const episodesAtOnce = 40;
/** How far apart two descriptions of a cancelled activity may be, with the time that a save takes. */
const observationSeconds = 6;

let frontend: FakeFrontend;
let folder: string;
let shards: CollectorProcess[] = [];

beforeAll(async () => {
  frontend = await startFakeFrontend();
  folder = await mkdtemp(join(tmpdir(), 'deadbeat-reshard-'));
  frontend.put(...lasting.map((workflowId) => cancelled({ workflowId })));
});

afterAll(async () => {
  await Promise.all(shards.map((one) => one.stop('SIGKILL')));
  await frontend.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = (index: number, n: number, { handover = '0s', state = `state-${index}` } = {}) =>
  CollectorProcess.start({
    address: frontend.address,
    args: [
      ...['--shard', `${index}/${n}`, '--state-file', join(folder, state), '--handover', handover],
      ...['--schedule', '* * * * * *', '--requests-per-second', '200', '--visibility-requests-per-second', '20'],
    ],
  });

/** Ends those that run, and starts n shards on the states that they left. @returns seconds until everything was described again */
async function reshardTo(n: number): Promise<number> {
  const beganAt = performance.now();
  await Promise.all(shards.map((one) => one.stop('SIGTERM')));
  shards = await Promise.all(Array.from({ length: n }, (_, index) => start(index + 1, n)));
  await followed(lasting.length, `${n} shards to follow everything once`);
  return (performance.now() - beganAt) / 1000;
}

const followed = (count: number, what: string) =>
  waitFor(async () => (await sum('deadbeat_cancel_requested_activities', ofLasting)) === count, {
    ...{ what, deadlineMs: 60_000 },
  });

async function sum(metric: string, labels: Labels = {}, of: readonly CollectorProcess[] = shards): Promise<number> {
  const all = await Promise.all(of.map((one) => one.metrics()));
  return all.reduce((total, metrics) => total + (metrics.sum(metric, labels) ?? 0), 0);
}

/** What the shards counted of a type once so many ends are shown: on a slow machine, series that are new are shown at 0 first. */
async function counted(activityType: string, ends: number): Promise<number> {
  const labels = { activity_type: activityType };
  await waitFor(async () => (await sum('deadbeat_cancel_to_end_seconds_count', labels)) >= ends, {
    ...{ what: `${ends} ends of ${activityType}`, deadlineMs: 60_000 + shownAtZeroForMs },
  }).catch(async (error) => {
    throw new Error(`of ${activityType}: ${await knownOf(labels)}`, { cause: error });
  });
  expect(await sum('deadbeat_cancel_to_end_seconds_count', labels)).toBe(ends);
  return await sum('deadbeat_wasted_seconds_total', labels);
}

/** Of each shard, for the message of a test that fails. */
async function knownOf(labels: Labels): Promise<string> {
  const known = shards.map(async (one) => {
    const metrics = await one.metrics();
    const ends = metrics.sum('deadbeat_cancel_to_end_seconds_count', labels) ?? 0;
    const unexamined = metrics.all('deadbeat_unexamined_executions_total').filter(({ value }) => value > 0);
    const tracked = metrics.all('deadbeat_tracked_executions').map(({ labels, value }) => [labels.phase, value]);
    const { namespaces } = await one.json('/api/status');
    return {
      ends,
      unexamined,
      tracked,
      namespaces,
      warnings: one.log.filter(({ level }) => level >= 40).map(({ msg }) => msg),
    };
  });
  return JSON.stringify(await Promise.all(known));
}

const total = (truth: Iterable<number>) => [...truth].reduce((all, seconds) => all + seconds, 0);
const expectWithinOneThousandth = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected), `${actual} s counted, ${expected} s by history`).toBeLessThan(expected / 1000);

it('changing the number of shards from 2 to 3 to 2 to 3 counts nothing twice, also while old and new ones overlap, and tells of the gap', async () => {
  const beganAt = performance.now();
  const gaps = [await reshardTo(2)];
  for (const [index, one] of shards.entries())
    expect((await one.metrics()).all('deadbeat_shard_info')).toMatchObject([
      { labels: { shard: `${index + 1}`, shards: '2' }, value: 1 },
    ]);
  let ofFormerThird = 0;
  for (const [stage, n] of [2, 3, 2].entries()) {
    if (stage > 0) {
      ofFormerThird += (await shards[2]?.metrics())?.sum('deadbeat_wasted_seconds_total', ofLasting) ?? 0;
      gaps.push(await reshardTo(n));
      expect(await resharded(shards)).toBeGreaterThan(0);
    }
    const { truth } = await new CancelledWorkflows(frontend, `stage-${stage}`, episodesAtOnce).timeOutAll(8_000);
    expectWithinOneThousandth(await counted(`stage-${stage}`, episodesAtOnce), total(truth.values()));
  }

  // A third pod starts without a state, while those with the old number run on.
  const slowestSeconds = Math.max(...gaps);
  const handoverSeconds = Math.ceil(15 + 4 * slowestSeconds);
  const overlapBeganAt = performance.now();
  const third = await start(3, 3, { handover: `${handoverSeconds}s`, state: 'new-state' });
  shards.push(third);
  const isInThird = (workflowId: string) => isInShard({ index: 3, count: 3 }, { workflowId });
  await followed(lasting.length + lasting.filter(isInThird).length, 'the third shard to follow its part');
  const infos = await Promise.all(shards.map(async (one) => (await one.metrics()).all('deadbeat_shard_info')));
  expect(infos.flat().map(({ labels }) => labels.shards)).toEqual(['2', '2', '3']);
  expect((await third.metrics()).sum('deadbeat_limits', { limit: 'handover' })).toBe(1);
  // What is cancelled now, too, ends when all three run with the new number.
  const later = new CancelledWorkflows(frontend, 'later', episodesAtOnce);
  const both = await new CancelledWorkflows(frontend, 'overlap', episodesAtOnce).timeOutAll(3_000);
  expectWithinOneThousandth(await counted('overlap', episodesAtOnce), total(both.truth.values()));
  const labels = { activity_type: 'later' };
  const old = shards.slice(0, 2);
  await waitFor(async () => (await sum('deadbeat_cancel_requested_activities', labels, old)) === episodesAtOnce, {
    what: 'the old shards to follow what was cancelled',
  });

  const stoppedAt = Date.now();
  await Promise.all(old.map((one) => one.stop('SIGTERM')));
  shards = [
    ...(await Promise.all([1, 2].map((index) => start(index, 3, { handover: `${Math.ceil(4 * slowestSeconds)}s` })))),
    third,
  ];
  const countsFrom = shards.map(countsFromOf);
  expect(Date.now(), 'the old ones stopped before the third counts').toBeLessThan(countsFrom[2] ?? 0);
  await waitFor(async () => (await sum('deadbeat_limits', { limit: 'handover' })) === 0, {
    ...{ what: 'the hand-over to be over', deadlineMs: 2 * handoverSeconds * 1000 },
  });
  await followed(lasting.length, 'three shards to follow everything once');
  gaps.push((performance.now() - overlapBeganAt) / 1000);
  for (const workflowId of later.ids) later.timeOut(workflowId);
  const ofLater = await counted('later', episodesAtOnce);
  const lostAtMost = later.ids.map((workflowId) => {
    const owner = [1, 2, 3].findIndex((index) => isInShard({ index, count: 3 }, { workflowId }));
    const isKept = owner < 2 && isInShard({ index: owner + 1, count: 2 }, { workflowId });
    return isKept ? 0 : ((countsFrom[owner] ?? 0) - stoppedAt) / 1000 + observationSeconds;
  });
  expect(ofLater).toBeLessThanOrEqual(total(later.truth.values()) * 1.001);
  expect(ofLater).toBeGreaterThan(total(later.truth.values()) - total(lostAtMost));
  expect(lostAtMost.filter((seconds) => seconds === 0).length, 'kept by the same shard').toBeGreaterThan(0);
  const inThird = later.ids.filter(isInThird);
  const ofThird = inThird.map((workflowId) => ((later.endedAt.get(workflowId) ?? 0) - (countsFrom[2] ?? 0)) / 1000);
  expect((await third.metrics()).sum('deadbeat_wasted_seconds_total', labels)).toBeCloseTo(total(ofThird), 0);
  expect((await third.metrics()).sum('deadbeat_wasted_seconds_total', { activity_type: 'overlap' }) ?? 0).toBe(0);
  expect(await resharded([third])).toBeGreaterThanOrEqual(inThird.length + lasting.filter(isInThird).length);

  const last = await new CancelledWorkflows(frontend, 'stage-3', episodesAtOnce).timeOutAll(8_000);
  expectWithinOneThousandth(await counted('stage-3', episodesAtOnce), total(last.truth.values()));
  const elapsedSeconds = (performance.now() - beganAt) / 1000;
  const lastingSeconds = ofFormerThird + (await sum('deadbeat_wasted_seconds_total', ofLasting));
  expect(lastingSeconds).toBeLessThanOrEqual(elapsedSeconds * lasting.length);
  expect(lastingSeconds).toBeGreaterThan((elapsedSeconds - total(gaps) - observationSeconds) * lasting.length);
  const rows = (await shards[0]?.json('/api/activities'))?.activities ?? [];
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row.cancelRequestedSource).toBe('history');
}, 600_000);

const resharded = (some: readonly CollectorProcess[]) =>
  sum('deadbeat_unexamined_executions_total', { cause: 'resharded' }, some);

/** From when on a process counts what is new to it, by its log. */
function countsFromOf({ log }: CollectorProcess): number {
  const [line] = log.filter(({ countsFrom }) => countsFrom !== undefined);
  return Date.parse(`${line?.countsFrom}`);
}
