import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess, type Environment } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { seeded } from '../../support/random.js';
import { cancelled } from '../../support/runs.js';
import { Stalls } from '../../support/stalls.js';

let folder: string;
let frontend: FakeFrontend;
const collectors: CollectorProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-process-'));
  frontend = await startFakeFrontend();
  frontend.put(cancelled({ workflowId: 'w' }));
});

afterEach(async () => {
  await Promise.all(collectors.splice(0).map((collector) => collector.stop('SIGKILL')));
  await frontend.stop();
  rmSync(folder, { recursive: true });
});

const stateArgs = () => ['--state-file', join(folder, 'state'), '--schedule', '*/2 * * * * *'];

async function start(environment: Environment = {}): Promise<CollectorProcess> {
  const collector = await CollectorProcess.start({ address: frontend.address, args: stateArgs(), environment });
  collectors.push(collector);
  return collector;
}

const wasted = (now: Exposition) => now.sum('deadbeat_wasted_seconds_total') ?? 0;
const oldest = (now: Exposition) =>
  Math.max(...now.all('deadbeat_observation_oldest_seconds').map(({ value }) => value));
const hasCounted = (now: Exposition) => now.sum('deadbeat_up') === 1 && wasted(now) > 590;
/** Seconds truly wasted up to now: the request is known, and the activity still runs. */
const truth = async (collector: CollectorProcess) => {
  const [row] = (await collector.json('/api/activities')).activities;
  return (Date.now() - Date.parse(row.cancelRequestedAt)) / 1000;
};

/** Stands still in the given way, and is well again 15 s afterwards, with true counters. */
async function expectBackAfter(collector: CollectorProcess, standStill: () => Promise<void>): Promise<void> {
  const before = await collector.metricsWhen('a count', hasCounted);
  await standStill();
  const stalls = new Stalls();
  const endedAt = performance.now();
  const after = await collector.metricsWhen(
    'all to be well',
    (now) => hasCounted(now) && oldest(now) < 5 && wasted(now) > wasted(before),
  );
  stalls.stop();
  expect(performance.now() - endedAt).toBeLessThan(15_000 + stalls.longestMs);
  expect(wasted(after)).toBeLessThanOrEqual(await truth(collector));
  expect(after.sum('deadbeat_cancel_requested_activities')).toBe(1);
}

it('a process that is stopped for 30 s continues where it was', async () => {
  const collector = await start();
  await expectBackAfter(collector, async () => {
    process.kill(collector.pid, 'SIGSTOP');
    const stoppedAt = performance.now();
    await waitFor(() => performance.now() - stoppedAt > 30_000, { what: '30 s to pass', deadlineMs: 60_000 });
    process.kill(collector.pid, 'SIGCONT');
  });
});

it('an event loop that is blocked for 15 s loses nothing', async () => {
  const preload = join(folder, 'block.cjs');
  const block = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15_000)';
  writeFileSync(preload, `process.on('SIGUSR2', () => ${block});`);
  const collector = await start({ NODE_OPTIONS: `--require=${preload}` });
  await expectBackAfter(collector, async () => {
    process.kill(collector.pid, 'SIGUSR2');
    // The signal may come after an answer. The next question waits until the loop runs again; as its headers were not read within
    // 10 s, it may be refused then: whoever asks once more gets an answer.
    let wasBlocked = false;
    const isAnswered = async () => {
      const askedAt = performance.now();
      const response = await collector.fetch('/healthz').catch(() => undefined);
      wasBlocked ||= performance.now() - askedAt > 10_000;
      return wasBlocked && response?.status === 200;
    };
    await waitFor(isAnswered, { what: 'an answer after the loop was blocked', deadlineMs: 40_000, everyMs: 1 });
  });
});

it('a log that no one reads any more does not end the process', async () => {
  const collector = await start();
  await collector.metricsWhen('a count', hasCounted);
  collector.closeLog();
  // Each of these is a line in the log.
  for (let round = 0; round < 3; round += 1) {
    await frontend.stop();
    await collector.metricsWhen('no pass', (now) => now.sum('deadbeat_up') === 0);
    await frontend.start();
    await collector.metricsWhen('a pass', (now) => now.sum('deadbeat_up') === 1);
  }
  expect(collector.isAlive).toBe(true);
  expect((await collector.stop('SIGTERM')).code).toBe(0);
});

it('SIGTERM at any moment ends it with 0 in under 5 s, and takes nothing back', async () => {
  const next = seeded(7);
  let shown = 0;
  for (let round = 0; round < 8; round += 1) {
    const collector = await start();
    const until = performance.now() + next() * 2_000;
    while (performance.now() < until) {
      const now = wasted(await collector.metrics());
      expect(now).toBeGreaterThanOrEqual(shown);
      shown = now;
    }
    const stalls = new Stalls();
    const askedAt = performance.now();
    const { code, signal } = await collector.stop('SIGTERM');
    stalls.stop();
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(performance.now() - askedAt).toBeLessThan(5_000 + stalls.longestMs);
  }
  expect(shown).toBeGreaterThan(590);
});
