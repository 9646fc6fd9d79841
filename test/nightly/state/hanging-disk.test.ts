import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CollectorProcess } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { startFakeFrontend } from '../../support/fake-frontend/index.js';
import { FreezableDisk } from '../../support/freezable-disk.js';
import { cancelled } from '../../support/runs.js';
import { Stalls } from '../../support/stalls.js';

const wasted = (now: Exposition) => now.sum('deadbeat_wasted_seconds_total') ?? 0;
const errors = (now: Exposition) => now.sum('deadbeat_state_file_errors_total') ?? 0;
const age = (now: Exposition) => now.sum('deadbeat_cancel_requested_oldest_seconds') ?? 0;
/** Saves are at most a second apart, and 4 s without an answer are a failure. */
const toldWithinMs = 5_000;

it('a disk that hangs is counted and logged within 5 s; counters stand still and catch up, everything else goes on', async () => {
  const disk = new FreezableDisk();
  onTestFinished(() => disk.remove());
  const frontend = await startFakeFrontend();
  onTestFinished(() => frontend.stop());
  frontend.put(cancelled({ workflowId: 'long' }));
  const collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--state-file', join(disk.folder, 'state'), '--schedule', '* * * * * *', '--requests-per-second', '200'],
  });
  onTestFinished(async () => void (await collector.stop('SIGKILL')));
  // Before the disk is removed: a process that waits for it cannot end.
  onTestFinished(() => disk.thaw());
  await collector.metricsWhen('a count', (now) => wasted(now) > 590);

  const stalls = new Stalls();
  disk.freeze();
  const frozenAt = performance.now();
  const told = await collector.metricsWhen('an error', (now) => errors(now) > 0);
  const toldAfterMs = performance.now() - frozenAt;
  stalls.stop();
  // A save may have been about to begin.
  expect(toldAfterMs).toBeLessThan(toldWithinMs + 1_000 + stalls.longestMs);
  const ofState = () => collector.log.filter(({ msg }) => /disk|state/.test(msg));
  expect(ofState()).toMatchObject([
    { level: 50, msg: 'the disk does not answer; counters do not change until it does' },
  ]);

  const later = await collector.metricsWhen('ages to grow for 15 s', (now) => age(now) > age(told) + 15);
  expect(wasted(later)).toBe(wasted(told));
  expect(errors(later)).toBeGreaterThan(errors(told));
  expect(later.sum('deadbeat_up')).toBe(1);
  expect(later.sum('deadbeat_pass_seconds_count')).toBeGreaterThan(told.sum('deadbeat_pass_seconds_count') ?? 0);
  for (const path of ['/', '/api/activities', '/api/status', '/healthz'])
    expect((await collector.fetch(path)).status).toBe(200);

  disk.thaw();
  const after = await collector.metricsWhen('counters to catch up', (now) => wasted(now) > wasted(later) + 15);
  expect(wasted(after)).toBeLessThanOrEqual(age(after));
  expect(ofState()).toHaveLength(2);
});
