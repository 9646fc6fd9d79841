import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CollectorProcess, runDeadbeat } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled } from '../../support/runs.js';
import { SmallDisk } from '../../support/small-disk.js';

let disk: SmallDisk;
let frontend: FakeFrontend;
const collectors: CollectorProcess[] = [];

beforeEach(async () => {
  disk = new SmallDisk();
  frontend = await startFakeFrontend();
});

afterEach(async () => {
  await Promise.all(collectors.splice(0).map((collector) => collector.stop('SIGKILL')));
  await frontend.stop();
  disk.remove();
});

const stateFile = () => join(disk.folder, 'state');

async function start(): Promise<CollectorProcess> {
  const collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--state-file', stateFile(), '--schedule', '* * * * * *', '--requests-per-second', '200'],
  });
  collectors.push(collector);
  return collector;
}

const wasted = (metrics: Exposition) => metrics.sum('deadbeat_wasted_seconds_total') ?? 0;
const errors = (metrics: Exposition) => metrics.sum('deadbeat_state_file_errors_total') ?? 0;
const age = (metrics: Exposition) => metrics.sum('deadbeat_cancel_requested_oldest_seconds') ?? 0;

it('on a full disk counters stand still, gauges stay current, and the errors are counted and logged; then counters catch up', async () => {
  frontend.put(cancelled({ workflowId: 'long' }));
  const collector = await start();
  await collector.metricsWhen('a count', (now) => wasted(now) > 590);
  disk.fill();
  const failing = await collector.metricsWhen('errors', (now) => errors(now) >= 2);
  const later = await collector.metricsWhen('a gauge to grow', (now) => age(now) > age(failing) + 2);
  expect(wasted(later)).toBe(wasted(failing));
  expect(errors(later)).toBeGreaterThan(errors(failing));
  const ofState = () => collector.log.filter(({ msg }) => msg.startsWith('the state'));
  expect(ofState()).toMatchObject([
    { level: 50, err: { message: expect.stringContaining('No space left on device') } },
  ]);

  disk.free();
  const after = await collector.metricsWhen('counters to catch up', (now) => wasted(now) > wasted(later) + 2);
  expect(wasted(after)).toBeLessThanOrEqual(age(after));
  expect(ofState()).toHaveLength(2);
});

it('what was shown before the disk was full is there after a crash', async () => {
  frontend.put(cancelled({ workflowId: 'long' }));
  const first = await start();
  await first.metricsWhen('a count', (now) => wasted(now) > 590);
  disk.fill();
  const shown = await first.metricsWhen('errors', (now) => errors(now) >= 3);
  await first.stop('SIGKILL');

  const { code, stderr } = await runDeadbeat(['--state-file', stateFile(), '--listen', '127.0.0.1:0']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('No space left on device') });

  disk.free();
  const second = await start();
  expect(wasted(await second.metrics())).toBeGreaterThanOrEqual(wasted(shown));
});

it('when its folder is removed, counters stand still and the error is counted and logged; when it is put back, they catch up', async () => {
  frontend.put(cancelled({ workflowId: 'long' }));
  const collector = await start();
  await collector.metricsWhen('a count', (now) => wasted(now) > 590);
  renameSync(stateFile(), `${stateFile()}-moved`);
  const failing = await collector.metricsWhen('errors', (now) => errors(now) >= 2);
  const later = await collector.metricsWhen('a gauge to grow', (now) => age(now) > age(failing) + 2);
  expect(wasted(later)).toBe(wasted(failing));
  const ofState = () => collector.log.filter(({ msg }) => msg.startsWith('the state'));
  expect(ofState()).toMatchObject([
    { level: 50, err: { message: expect.stringContaining('was removed or replaced') } },
  ]);

  renameSync(`${stateFile()}-moved`, stateFile());
  const after = await collector.metricsWhen('counters to catch up', (now) => wasted(now) > wasted(later) + 2);
  expect(wasted(after)).toBeLessThanOrEqual(age(after));
});
