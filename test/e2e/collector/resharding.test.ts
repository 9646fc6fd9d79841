import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isInShard } from '../../../collector/temporal/source.js';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess } from '../../support/collector.js';
import type { Labels } from '../../support/exposition.js';
import { event, type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled, running } from '../../support/runs.js';

/** They run cancelled through all of it. */
const lasting = Array.from({ length: 60 }, (_, index) => `lasting-${index}`);
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

const start = (index: number, n: number) =>
  CollectorProcess.start({
    address: frontend.address,
    args: [
      ...['--shard', `${index}/${n}`, '--state-file', join(folder, `state-${index}`)],
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
  waitFor(async () => (await sum('deadbeat_cancel_requested_activities', { activity_type: 'charge' })) === count, {
    ...{ what, deadlineMs: 60_000 },
  });

async function sum(metric: string, labels: Labels = {}): Promise<number> {
  const all = await Promise.all(shards.map((one) => one.metrics()));
  return all.reduce((total, metrics) => total + (metrics.sum(metric, labels) ?? 0), 0);
}

/** Activities of a type of their own that are cancelled now and time out within `longestMs`. @returns seconds by workflow */
async function episodes(activityType: string, longestMs: number): Promise<ReadonlyMap<string, number>> {
  const ids = Array.from({ length: episodesAtOnce }, (_, index) => `${activityType}-${index}`);
  const scheduledEventId = 5;
  const startTime = Date.now();
  const truth = new Map<string, number>();
  frontend.put(
    ...ids.map((workflowId) => running({ workflowId, startTime }, { activityType, scheduledAt: startTime })),
  );
  await Promise.all(
    ids.map(async (workflowId, index) => {
      const requestedAt = Date.now();
      const run = frontend.get({ workflowId });
      const request = event.activityTaskCancelRequested(6, requestedAt, { scheduledEventId });
      const pendingActivities = cancelled({ workflowId }, { activityType, scheduledAt: startTime }).pendingActivities;
      frontend.change({ workflowId }, { history: [...run.history, request], pendingActivities });
      await pause(1_000 + (index * longestMs) / ids.length);
      const endedAt = Date.now();
      const end = [
        event.activityTaskStarted(7, startTime, { scheduledEventId }),
        event.activityTaskTimedOut(8, endedAt, { scheduledEventId, startedEventId: 7 }),
        event.workflowExecutionCompleted(9, endedAt),
      ];
      const history = [...run.history, request, ...end];
      frontend.change({ workflowId }, { history, pendingActivities: [], status: 'completed', closeTime: endedAt });
      truth.set(workflowId, (endedAt - requestedAt) / 1000);
    }),
  );
  return truth;
}

/** What the shards counted of a type once so many ends are in the account. */
async function counted(activityType: string, ends: number): Promise<number> {
  const labels = { activity_type: activityType };
  await waitFor(async () => (await sum('deadbeat_cancel_to_end_seconds_count', labels)) >= ends, {
    ...{ what: `${ends} ends of ${activityType}`, deadlineMs: 60_000 },
  }).catch(async (error) => {
    throw new Error(`of ${activityType}: ${await knownOf(labels)}`, { cause: error });
  });
  expect(await sum('deadbeat_cancel_to_end_seconds_count', labels)).toBe(ends);
  return await sum('deadbeat_wasted_seconds_total', labels);
}

/** Of each shard, for the message of a test that fails: its ends, what it did not examine, and what it warned of. */
async function knownOf(labels: Labels): Promise<string> {
  const known = shards.map(async (one) => {
    const metrics = await one.metrics();
    const ends = metrics.sum('deadbeat_cancel_to_end_seconds_count', labels) ?? 0;
    const unexamined = metrics.all('deadbeat_unexamined_executions_total').filter(({ value }) => value > 0);
    return { ends, unexamined, warnings: one.log.filter(({ level }) => level >= 40).map(({ msg }) => msg) };
  });
  return JSON.stringify(await Promise.all(known));
}

const total = (truth: Iterable<number>) => [...truth].reduce((all, seconds) => all + seconds, 0);
const expectWithinOneThousandth = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected), `${actual} s counted, ${expected} s by history`).toBeLessThan(expected / 1000);

it('changing the number of shards from 2 to 3 to 2 to 3 counts nothing twice but what overlapping processes both take, and tells of the gap', async () => {
  const beganAt = performance.now();
  let gapSeconds = await reshardTo(2);
  for (const [index, one] of shards.entries())
    expect((await one.metrics()).all('deadbeat_shard_info')).toMatchObject([
      { labels: { shard: `${index + 1}`, shards: '2' }, value: 1 },
    ]);
  for (const [stage, n] of [2, 3, 2].entries()) {
    if (stage > 0) {
      gapSeconds += await reshardTo(n);
      expect(await sum('deadbeat_unexamined_executions_total', { cause: 'resharded' })).toBeGreaterThan(0);
    }
    const truth = await episodes(`stage-${stage}`, 8_000);
    expectWithinOneThousandth(await counted(`stage-${stage}`, episodesAtOnce), total(truth.values()));
  }

  // A third pod with the new number starts, and for a minute those with the old one run beside it.
  const overlapBeganAt = performance.now();
  shards.push(await start(3, 3));
  const isInThird = (workflowId: string) => isInShard({ index: 3, count: 3 }, { workflowId });
  const lastingInThird = lasting.filter(isInThird).length;
  await followed(lasting.length + lastingInThird, 'the third shard to follow its part');
  const truth = await episodes('overlap', 55_000);
  const ofThird = [...truth].filter(([workflowId]) => isInThird(workflowId)).map(([, seconds]) => seconds);
  expectWithinOneThousandth(
    await counted('overlap', episodesAtOnce + ofThird.length),
    total(truth.values()) + total(ofThird),
  );
  const infos = await Promise.all(shards.map(async (one) => (await one.metrics()).all('deadbeat_shard_info')));
  expect(infos.flat().map(({ labels }) => labels.shards)).toEqual(['2', '2', '3']);
  gapSeconds += await reshardTo(3);
  const overlapSeconds = (performance.now() - overlapBeganAt) / 1000;
  const last = await episodes('stage-3', 8_000);
  expectWithinOneThousandth(await counted('stage-3', episodesAtOnce), total(last.values()));

  const elapsedSeconds = (performance.now() - beganAt) / 1000;
  const ofLasting = await sum('deadbeat_wasted_seconds_total', { activity_type: 'charge' });
  const twice = overlapSeconds * lastingInThird;
  expect(ofLasting).toBeLessThanOrEqual(elapsedSeconds * lasting.length + twice);
  expect(ofLasting).toBeGreaterThan((elapsedSeconds - gapSeconds - observationSeconds) * lasting.length);
  const rows = (await shards[0]?.json('/api/activities'))?.activities ?? [];
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row.cancelRequestedSource).toBe('history');
}, 420_000);
