import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CollectorProcess } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import {
  type FakeFrontend,
  type MethodName,
  scenarioRuns,
  spawnFakeFrontend,
  startFakeFrontend,
} from '../../support/fake-frontend/index.js';
import { running } from '../../support/runs.js';

const everySecond = ['--schedule', '* * * * * *'];
const describeAndHistory = ['DescribeWorkflowExecution', 'GetWorkflowExecutionHistoryReverse'] as const;
const listAndCount = [
  'ListWorkflowExecutions',
  'CountWorkflowExecutions',
  'ListActivityExecutions',
  'ListWorkers',
] as const;

let frontend: FakeFrontend;
let collector: CollectorProcess | undefined;

beforeEach(async () => {
  frontend = await startFakeFrontend();
});

afterEach(async () => {
  await collector?.stop('SIGKILL');
  collector = undefined;
  await frontend.stop();
});

const tracked = (metrics: Exposition, phase: string) => metrics.sum('deadbeat_tracked_executions', { phase }) ?? 0;
const isAllDescribed = (metrics: Exposition) =>
  tracked(metrics, 'new') === 0 &&
  metrics.sum('deadbeat_up') === 1 &&
  (metrics.sum('deadbeat_tracked_executions') ?? 0) > 0;

/**
 * The most calls that arrived in any second. That no second holds more than the budget is tested with a held clock; here
 * what was under way while the machine stalled arrives together with what follows.
 */
const mostInASecond = (methods: readonly MethodName[]) => frontend.ratePeak(methods, 1_000);
const underWayAtMost = { descriptions: 32, lists: 2 };
const inAll = (methods: readonly MethodName[]) => methods.reduce((sum, method) => sum + frontend.count(method), 0);

describe('the request budgets', () => {
  it('hold in every second and over all, whatever is due', async () => {
    frontend.put(...scenarioRuns({ executions: 300, running: 300, cancelRequested: 100 }, Date.now()));
    const startedAt = performance.now();
    collector = await CollectorProcess.start({
      address: frontend.address,
      args: [...everySecond, '--requests-per-second', '60', '--visibility-requests-per-second', '3'],
    });
    await collector.metricsWhen('every request to be read', (metrics) => {
      const read = { method: 'GetWorkflowExecutionHistoryReverse', code: 'OK' };
      return isAllDescribed(metrics) && (metrics.sum('deadbeat_temporal_requests_total', read) ?? 0) >= 100;
    });
    const seconds = (performance.now() - startedAt) / 1000;
    expect(mostInASecond(describeAndHistory)).toBeLessThanOrEqual(60 + underWayAtMost.descriptions);
    expect(mostInASecond(listAndCount)).toBeLessThanOrEqual(3 + underWayAtMost.lists);
    expect(inAll(describeAndHistory)).toBeLessThanOrEqual(60 * seconds + 1);
    expect(inAll(listAndCount)).toBeLessThanOrEqual(3 * seconds + 1);
    expect(frontend.log.writes).toEqual([]);
  });

  it('serve waste that grows while thousands of others have not been described yet', async () => {
    frontend.put(...scenarioRuns({ executions: 4_000, running: 1, cancelRequested: 1 }, Date.now()));
    collector = await CollectorProcess.start({
      address: frontend.address,
      args: ['--requests-per-second', '20', '--visibility-requests-per-second', '50'],
    });
    const wasted = 'deadbeat_wasted_seconds_total';
    const first = await collector.metricsWhen('the waste to be seen', (now) => (now.sum(wasted) ?? 0) > 0);
    const later = await collector.metricsWhen(
      'it to be confirmed again',
      (now) => (now.sum(wasted) ?? 0) > (first.sum(wasted) ?? 0) + 5,
    );
    expect(tracked(later, 'new')).toBeGreaterThan(0);
  });

  it('are counted in full: what the metrics say is what arrived', async () => {
    frontend.put(...scenarioRuns({ executions: 20, running: 20, cancelRequested: 5 }, Date.now()));
    collector = await CollectorProcess.start({ address: frontend.address });
    await collector.metricsWhen('as many calls to be counted as arrived', (metrics) => {
      const methods = [...describeAndHistory, ...listAndCount];
      const counted = methods.map((method) => metrics.sum('deadbeat_temporal_requests_total', { method }) ?? 0);
      return isAllDescribed(metrics) && methods.every((method, index) => counted[index] === frontend.count(method));
    });
  });
});

describe('discovery', () => {
  it('skips and counts passes that would overlap, and never stacks calls', async () => {
    frontend.put(running({ workflowId: 'a' }));
    frontend.delay('ListWorkflowExecutions', 2_500);
    collector = await CollectorProcess.start({
      address: frontend.address,
      args: [...everySecond, '--visibility-requests-per-second', '50'],
    });
    const metrics = await collector.metricsWhen(
      'passes to be skipped',
      (now) => (now.sum('deadbeat_passes_skipped_total') ?? 0) >= 3 && now.sum('deadbeat_up') === 1,
    );
    // One after the other: a listing of 2.5 s begins at most every 2.5 s.
    expect(frontend.ratePeak(['ListWorkflowExecutions'], 2_400)).toBe(1);
    expect(metrics.sum('deadbeat_activities')).toBe(1);
  });

  it('reads all pages, and describes every execution on them', async () => {
    frontend.put(...scenarioRuns({ executions: 2_500, running: 10 }, Date.now()));
    collector = await CollectorProcess.start({ address: frontend.address, args: ['--requests-per-second', '5000'] });
    const metrics = await collector.metricsWhen('all to be described', isAllDescribed, {
      everyMs: 250,
      deadlineMs: 150_000,
    });
    expect(tracked(metrics, 'active')).toBe(10);
    expect(tracked(metrics, 'idle')).toBe(2_490);
    const listed = frontend.calls.filter(({ method }) => method === 'ListWorkflowExecutions');
    expect(listed.filter(({ request }) => request.continued).length).toBeGreaterThanOrEqual(2);
    const described = frontend.calls.flatMap(({ method, request }) =>
      method === 'DescribeWorkflowExecution' ? [request.workflowId] : [],
    );
    expect(new Set(described).size).toBe(2_500);
  });

  it('gives a first answer about 1,000 workflows soon after the start', async () => {
    frontend.put(...scenarioRuns({ executions: 1_000, running: 100, cancelRequested: 10 }, Date.now()));
    collector = await CollectorProcess.start({ address: frontend.address, args: ['--requests-per-second', '2000'] });
    const metrics = await collector.metricsWhen('all to be described', (now) => tracked(now, 'idle') === 900);
    expect(metrics.sum('deadbeat_cancel_requested_activities')).toBe(10);
    expect(metrics.sum('deadbeat_activities')).toBe(100);
  });
});

describe('10,000 executions', () => {
  it('are all followed', async () => {
    const big = await spawnFakeFrontend({ executions: 10_000, running: 1_000, cancelRequested: 100 });
    try {
      collector = await CollectorProcess.start({
        address: big.address,
        args: ['--requests-per-second', '3000', '--visibility-requests-per-second', '20'],
      });
      const metrics = await collector.metricsWhen(
        'all to be described',
        (now) => isAllDescribed(now) && tracked(now, 'idle') === 9_000,
        // Each scrape of so many costs the collector time, too.
        { deadlineMs: 150_000, everyMs: 500 },
      );
      expect(tracked(metrics, 'active')).toBe(900);
      expect(tracked(metrics, 'cancel_requested')).toBe(100);
      expect(metrics.sum('deadbeat_activities')).toBe(1_000);
      expect((await big.stats()).writes).toEqual([]);
    } finally {
      await big.stop();
    }
  }, 180_000);
});
