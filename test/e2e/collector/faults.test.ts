import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CollectorProcess } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled, running } from '../../support/runs.js';

const codes = ['RESOURCE_EXHAUSTED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED', 'PERMISSION_DENIED', 'UNIMPLEMENTED'] as const;
const methods = ['ListWorkflowExecutions', 'DescribeWorkflowExecution', 'GetWorkflowExecutionHistoryReverse'] as const;
const faulty = methods.flatMap((method) => codes.map((code) => ({ method, code, namespace: `${method}-${code}` })));
const healthy = 'healthy';

let frontend: FakeFrontend;
let collector: CollectorProcess;

/** The gauges of a namespace's activities that do not move with the clock. */
function picture(metrics: Exposition, namespace: string) {
  const gauges = [
    'deadbeat_activities',
    'deadbeat_cancel_requested_activities',
    'deadbeat_unreachable_activities',
    'deadbeat_tracked_executions',
  ];
  return gauges.flatMap((name) => metrics.all(name, { namespace }));
}

const requests = (metrics: Exposition, labels: Record<string, string>) =>
  metrics.sum('deadbeat_temporal_requests_total', labels) ?? 0;
const isUp = (metrics: Exposition, namespace: string) => metrics.sum('deadbeat_up', { namespace }) === 1;
const allDescribed = (metrics: Exposition) =>
  metrics.sum('deadbeat_tracked_executions', { phase: 'new' }) === 0 &&
  metrics.all('deadbeat_up').every(({ value }) => value === 1);

beforeAll(async () => {
  frontend = await startFakeFrontend();
  for (const namespace of [healthy, ...faulty.map((one) => one.namespace)])
    frontend.put(
      running({ namespace, workflowId: 'runs' }),
      cancelled({ namespace, workflowId: 'cancelled' }),
      running({ namespace, workflowId: 'cancelled-later' }),
    );
  const namespaces = [healthy, ...faulty.map(({ namespace }) => namespace)].join();
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: `--namespace ${namespaces} --schedule`
      .split(' ')
      .concat('* * * * * *', '--visibility-requests-per-second', '20'),
  });
});

afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
});

describe('while a call fails', () => {
  let before: Exposition;
  let during: Exposition;
  let after: Exposition;

  beforeAll(async () => {
    const history = { method: 'GetWorkflowExecutionHistoryReverse', code: 'OK' };
    before = await collector.metricsWhen(
      'every execution to be described, and every request to be read',
      (metrics) => allDescribed(metrics) && requests(metrics, history) >= faulty.length + 1,
    );
    const faults = faulty.map(({ method, code, namespace }) =>
      frontend.fail(method, { code: status[code], when: (request) => request.namespace === namespace }),
    );
    for (const { namespace } of faulty) frontend.put(cancelled({ namespace, workflowId: 'cancelled-later' }));
    during = await collector.metricsWhen('each failure to be met twice', (metrics) =>
      faulty.every((one) => requests(metrics, { ...one }) >= (one.method.startsWith('Get') ? 1 : 2)),
    );
    for (const fault of faults) fault.stop();
    after = await collector.metricsWhen(
      'every namespace to be well again',
      (metrics) =>
        allDescribed(metrics) &&
        metrics.sum('deadbeat_cancel_requested_activities', { reason: 'no_heartbeat' }) === 2 * faulty.length + 1,
      // After several failures a description waits for up to a minute.
      { deadlineMs: 150_000 },
    );
  });

  const failing = (...some: (typeof methods)[number][]) => faulty.filter(({ method }) => some.includes(method));

  it('the process keeps running', () => {
    expect(collector.isAlive).toBe(true);
  });

  it.each(faulty)('$method $code is counted under its name', ({ namespace, method, code }) => {
    expect(requests(before, { namespace, method, code })).toBe(0);
    expect(requests(during, { namespace, method, code })).toBeGreaterThan(0);
  });

  it.each(failing('ListWorkflowExecutions'))('a pass met by $code is not up, and changes nothing', ({ namespace }) => {
    expect(during.sum('deadbeat_up', { namespace })).toBe(0);
    for (const gauge of ['deadbeat_activities', 'deadbeat_tracked_executions'])
      expect(during.sum(gauge, { namespace })).toBe(before.sum(gauge, { namespace }));
    expect(during.sum('deadbeat_last_complete_pass_timestamp_seconds', { namespace })).toBeGreaterThan(0);
  });

  it.each(failing('DescribeWorkflowExecution'))(
    'descriptions met by $code leave the last good picture',
    ({ namespace }) => {
      expect(during.sum('deadbeat_up', { namespace })).toBe(1);
      expect(picture(during, namespace)).toEqual(picture(before, namespace));
    },
  );

  it.each(failing('GetWorkflowExecutionHistoryReverse'))(
    'a request whose history met $code is shown all the same',
    ({ namespace }) => {
      expect(during.sum('deadbeat_cancel_requested_activities', { namespace })).toBe(2);
    },
  );

  it('a healthy namespace notices nothing', () => {
    expect(isUp(during, healthy)).toBe(true);
    expect(picture(during, healthy)).toEqual(picture(before, healthy));
  });

  it('only what is wrong with the server pushes the budget', () => {
    const allowed = (method: string, code: string) =>
      during.sum('deadbeat_request_budget', { namespace: `${method}-${code}`, kind: 'describe' });
    for (const code of ['RESOURCE_EXHAUSTED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'])
      expect(allowed('DescribeWorkflowExecution', code)).toBeLessThan(50);
    for (const code of ['PERMISSION_DENIED', 'UNIMPLEMENTED'])
      expect(allowed('DescribeWorkflowExecution', code)).toBe(50);
  });

  it('failed descriptions that are not the server’s fault are counted as unreadable, by code', () => {
    const unreadable = (code: string) =>
      during.sum('deadbeat_unreadable_total', {
        namespace: `DescribeWorkflowExecution-${code}`,
        cause: code.toLowerCase(),
      });
    expect(unreadable('PERMISSION_DENIED')).toBeGreaterThan(0);
    expect(unreadable('UNIMPLEMENTED')).toBeGreaterThan(0);
    expect(unreadable('UNAVAILABLE')).toBeUndefined();
  });

  it.each(faulty)('all is well again after $method $code', ({ namespace }) => {
    expect(isUp(after, namespace)).toBe(true);
    expect(after.sum('deadbeat_cancel_requested_activities', { namespace })).toBe(2);
  });

  it('a pass that failed is logged once, and once when it succeeds again', () => {
    const [{ namespace } = { namespace: '' }] = failing('ListWorkflowExecutions');
    const isOfPasses = /pass|watched/;
    const lines = collector.log.filter((line) => line.namespace === namespace && isOfPasses.test(line.msg));
    expect(lines.map(({ msg }) => msg)).toEqual([
      'namespace is being watched',
      'discovery pass failed; will retry',
      'namespace is being watched',
    ]);
  });

  it('nothing was ever written to Temporal', () => {
    expect(frontend.log.writes).toEqual([]);
  });
});
