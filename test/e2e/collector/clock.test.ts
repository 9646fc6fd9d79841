import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CollectorProcess } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { FakeClock } from '../../support/fake-clock.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled } from '../../support/runs.js';

let frontend: FakeFrontend;
let clock: FakeClock;
let collector: CollectorProcess | undefined;

beforeEach(async () => {
  frontend = await startFakeFrontend();
  clock = await FakeClock.create();
});

afterEach(async () => {
  await collector?.stop('SIGKILL');
  await frontend.stop();
});

async function start(): Promise<CollectorProcess> {
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--schedule', '*/2 * * * * *', '--requests-per-second', '200', '--visibility-requests-per-second', '20'],
    environment: clock.environment,
  });
  return collector;
}

const wasted = (metrics: Exposition) => metrics.sum('deadbeat_wasted_seconds_total') ?? 0;
const passes = (metrics: Exposition) => metrics.sum('deadbeat_pass_seconds_count') ?? 0;

describe('while the machine’s clock is set', () => {
  it.each(['-1h', '+1h', '+30d'])('%s, passes and observations continue, and no second is invented', async (step) => {
    frontend.put(cancelled({ workflowId: 'long' }));
    const running = await start();
    const before = await running.metricsWhen('a count', (now) => wasted(now) > 590 && passes(now) >= 2);
    const startedAt = performance.now();
    clock.set(step);
    const after = await running.metricsWhen(
      'five passes and further waste',
      (now) => passes(now) >= passes(before) + 5 && wasted(now) > wasted(before) + 5,
    );
    const elapsedSeconds = (performance.now() - startedAt) / 1000;
    expect(wasted(after) - wasted(before)).toBeLessThanOrEqual(elapsedSeconds + 5);
    expect(passes(after) - passes(before)).toBeLessThanOrEqual(elapsedSeconds / 2 + 3);
    expect(after.sum('deadbeat_up')).toBe(1);
  });

  it('from 1970 to now, it counts from the request on, and nothing piles up', async () => {
    clock.set('@1970-01-02 00:00:00');
    frontend.put(cancelled({ workflowId: 'long' }));
    const running = await start();
    const before = await running.metricsWhen('two passes', (now) => passes(now) >= 2);
    clock.set('+0');
    const after = await running.metricsWhen('a count', (now) => wasted(now) > 590 && passes(now) >= passes(before) + 3);
    const [row] = (await running.json('/api/activities')).activities;
    const truth = (Date.now() - Date.parse(row.cancelRequestedAt)) / 1000;
    expect(wasted(after)).toBeLessThanOrEqual(truth + 1);
    expect(after.sum('deadbeat_up')).toBe(1);
  });
});
