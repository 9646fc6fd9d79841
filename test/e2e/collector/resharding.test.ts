import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess } from '../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled } from '../../support/runs.js';

const workflows = 60;
let frontend: FakeFrontend;
let folder: string;
let running: CollectorProcess[] = [];

beforeAll(async () => {
  frontend = await startFakeFrontend();
  folder = await mkdtemp(join(tmpdir(), 'deadbeat-reshard-'));
  for (let index = 0; index < workflows; index += 1) frontend.put(cancelled({ workflowId: `w${index}` }));
});

afterAll(async () => {
  await Promise.all(running.map((one) => one.stop('SIGKILL')));
  await frontend.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Ends those that run, and starts n shards on the states that they left; each continues once all are described. */
async function reshardTo(n: number): Promise<void> {
  await Promise.all(running.map((one) => one.stop('SIGTERM')));
  running = await Promise.all(
    Array.from({ length: n }, (_, index) =>
      CollectorProcess.start({
        address: frontend.address,
        args: [
          ...['--shard', `${index + 1}/${n}`, '--state-file', join(folder, `state-${index + 1}`)],
          ...['--schedule', '* * * * * *', '--requests-per-second', '200', '--visibility-requests-per-second', '20'],
        ],
      }),
    ),
  );
  await waitFor(async () => (await sum('deadbeat_cancel_requested_activities')) === workflows, {
    what: `${n} shards to follow everything once`,
    deadlineMs: 60_000,
  });
}

async function sum(metric: string): Promise<number> {
  const all = await Promise.all(running.map((one) => one.metrics()));
  return all.reduce((total, metrics) => total + (metrics.sum(metric) ?? 0), 0);
}

/** What the running shards counted in about this many seconds, by the truth of what they could have. */
async function growth(seconds: number): Promise<{ counted: number; possible: number }> {
  const startedAt = performance.now();
  const before = await sum('deadbeat_wasted_seconds_total');
  await waitFor(async () => (await sum('deadbeat_wasted_seconds_total')) - before > seconds * workflows, {
    what: 'waste to be counted',
    deadlineMs: 120_000,
  });
  const counted = (await sum('deadbeat_wasted_seconds_total')) - before;
  return { counted, possible: (workflows * (performance.now() - startedAt)) / 1000 };
}

it('changing the number of shards from 2 to 3 to 2 to 3 counts nothing twice, and tells of the gap', async () => {
  const beganAt = performance.now();
  await reshardTo(2);
  for (const [index, one] of running.entries())
    expect((await one.metrics()).all('deadbeat_shard_info')).toMatchObject([
      { labels: { shard: `${index + 1}`, shards: '2' }, value: 1 },
    ]);
  for (const n of [3, 2, 3]) {
    const stage = await growth(18);
    // Observations are up to 4 s apart: what is counted now may have been wasted a little before.
    expect(stage.counted).toBeLessThanOrEqual(stage.possible + 4 * workflows);
    await reshardTo(n);
    expect(await sum('deadbeat_unexamined_executions_total')).toBeGreaterThan(0);
  }
  const elapsedSeconds = (performance.now() - beganAt) / 1000;
  // Each shard of a fresh start counts from its first description: in all, no more than went by since.
  const total = await sum('deadbeat_wasted_seconds_total');
  expect(total).toBeLessThanOrEqual(elapsedSeconds * workflows);
  const [row] = (await running[0]?.json('/api/activities'))?.activities ?? [];
  expect(row.cancelRequestedSource).toBe('history');
});
