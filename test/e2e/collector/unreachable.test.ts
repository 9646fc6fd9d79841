import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../tools/servers.js';
import { CollectorProcess } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { FakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled } from '../../support/runs.js';
import { Stalls } from '../../support/stalls.js';

let frontend: FakeFrontend;
let collector: CollectorProcess | undefined;

beforeEach(async () => {
  frontend = new FakeFrontend({ port: await freePort() });
  frontend.put(cancelled({ workflowId: 'a' }));
});

afterEach(async () => {
  await collector?.stop('SIGKILL');
  collector = undefined;
  await frontend.stop();
});

async function start(...args: string[]): Promise<CollectorProcess> {
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--schedule', '* * * * * *', '--visibility-requests-per-second', '20', ...args],
  });
  return collector;
}

const statusOf = async (of: CollectorProcess, path: string) => (await of.fetch(path)).status;

describe('a server that accepts and never answers', () => {
  it('holds up no answer of ours', async () => {
    await frontend.start();
    frontend.freeze('*');
    const frozen = await start('--request-timeout', '60s');
    await frontend.log.reached('ListWorkflowExecutions', 1);
    // All of these are answered while the one call waits: it is not counted yet.
    expect(await statusOf(frozen, '/healthz')).toBe(200);
    expect(await statusOf(frozen, '/readyz')).toBe(503);
    for (const path of ['/api/activities', '/api/status', '/']) expect(await statusOf(frozen, path)).toBe(200);
    const metrics = await frozen.metrics();
    expect(metrics.sum('deadbeat_up')).toBe(0);
    expect(metrics.sum('deadbeat_temporal_requests_total')).toBeUndefined();
    frontend.thaw();
    await frozen.metricsWhen('the activity', (now) => now.sum('deadbeat_cancel_requested_activities') === 1);
  });

  it('is given up at the deadline of a call, and asked again', async () => {
    await frontend.start();
    frontend.freeze('*');
    const frozen = await start('--request-timeout', '1s');
    await frozen.metricsWhen(
      'the call to be given up at its deadline',
      (now) => now.sum('deadbeat_temporal_requests_total', { code: 'DEADLINE_EXCEEDED' }) !== undefined,
    );
    frontend.thaw();
    await frozen.metricsWhen('the activity', (now) => now.sum('deadbeat_cancel_requested_activities') === 1);
  });

  it('leaves the last good picture, whose ages keep growing', async () => {
    await frontend.start();
    const frozen = await start('--request-timeout', '500ms');
    const age = 'deadbeat_cancel_requested_oldest_seconds';
    const history = { method: 'GetWorkflowExecutionHistoryReverse', code: 'OK' };
    const givenUp = (now: Exposition, method: string) =>
      now.sum('deadbeat_temporal_requests_total', { method, code: 'DEADLINE_EXCEEDED' }) ?? 0;
    const before = await frozen.metricsWhen(
      'the activity and the time of its request',
      (now) => now.sum(age) !== undefined && now.sum('deadbeat_temporal_requests_total', history) !== undefined,
    );
    frontend.freeze('*');
    const during = await frozen.metricsWhen('calls of both kinds to be given up', (now) =>
      ['ListWorkflowExecutions', 'DescribeWorkflowExecution'].every(
        (method) => givenUp(now, method) > givenUp(before, method),
      ),
    );
    expect(during.sum('deadbeat_up')).toBe(0);
    expect(during.sum('deadbeat_activities')).toBe(1);
    expect(during.sum(age)).toBeGreaterThan(before.sum(age) ?? Number.NaN);
    expect(during.sum('deadbeat_wasted_seconds_total')).toBeGreaterThanOrEqual(
      before.sum('deadbeat_wasted_seconds_total') ?? Number.NaN,
    );
  });

  it('does not delay the end: SIGTERM ends with 0 in under 5 s', async () => {
    await frontend.start();
    frontend.freeze('*');
    const frozen = await start('--request-timeout', '60s');
    await frontend.log.reached('ListWorkflowExecutions', 1);
    const stalls = new Stalls();
    const askedAt = performance.now();
    const { code, signal } = await frozen.stop('SIGTERM');
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    stalls.stop();
    expect(performance.now() - askedAt).toBeLessThan(5_000 + stalls.longestMs);
  });
});

describe('a server that is not there yet', () => {
  it('is tried again until it comes, with one log line for each change', async () => {
    const waiting = await start();
    await waiting.metricsWhen(
      'several attempts',
      (now) => (now.sum('deadbeat_temporal_requests_total', { code: 'UNAVAILABLE' }) ?? 0) >= 3,
    );
    expect((await waiting.metrics()).sum('deadbeat_up')).toBe(0);
    expect(await statusOf(waiting, '/healthz')).toBe(200);
    // The namespace has been tried: it shows in deadbeat_up, and keeps no other from being served.
    expect(await statusOf(waiting, '/readyz')).toBe(200);

    await frontend.start();
    await waiting.metricsWhen(
      'the activity, and a complete pass',
      (now) => now.sum('deadbeat_cancel_requested_activities') === 1 && now.sum('deadbeat_up') === 1,
    );
    expect(await statusOf(waiting, '/readyz')).toBe(200);
    const ofPasses = waiting.log.filter(({ msg }) => /pass|watched/.test(msg));
    expect(ofPasses.map(({ msg }) => msg)).toEqual(['discovery pass failed; will retry', 'namespace is being watched']);
  });
});

describe('a server that goes away', () => {
  it('is found again when it comes back, and nothing was forgotten meanwhile', async () => {
    await frontend.start();
    const watching = await start();
    await watching.metricsWhen(
      'the activity, and a complete pass',
      (now) => now.sum('deadbeat_cancel_requested_activities') === 1 && now.sum('deadbeat_up') === 1,
    );
    await frontend.stop();
    const without = await watching.metricsWhen('a pass to fail', (now) => now.sum('deadbeat_up') === 0);
    expect(without.sum('deadbeat_cancel_requested_activities')).toBe(1);
    expect(await statusOf(watching, '/readyz')).toBe(200);

    await frontend.start();
    await watching.metricsWhen('a complete pass', (now) => now.sum('deadbeat_up') === 1);
    const { code } = await watching.stop('SIGTERM');
    expect(code).toBe(0);
  });
});
